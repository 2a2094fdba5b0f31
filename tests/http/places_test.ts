import assert from "node:assert/strict";
import { type Connection } from "../../src/http/connection.ts";
import { Places } from "../../src/http/places.ts";
import { Duplex } from "node:stream";

/** Connections that a client holds, with names. */
function openClients() {
  const closed: string[] = [];
  const open = (name: string): Connection => {
    const stream = new Duplex({ read: () => {}, write: () => {} });
    stream.once("close", () => closed.push(name));
    return stream as Connection;
  };
  return { open, closed };
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

Deno.test("Places makes room: the oldest that was answered, then the oldest without a request", async () => {
  const { open, closed } = openClients();
  const places = new Places(4);
  const [first, running, answered, answeredLater] = ["1", "2", "3", "4"].map(open);
  for (const connection of [first!, running!, answered!, answeredLater!]) places.take(connection);
  for (const connection of [running!, answered!, answeredLater!]) places.beginRequest(connection);
  for (const connection of [answered!, answeredLater!]) places.endRequest(connection);
  for (const name of ["5", "6", "7"]) {
    const next = open(name);
    assert.equal(places.take(next), true);
    places.beginRequest(next);
    await settled();
  }
  assert.deepEqual(closed, ["3", "4", "1"]);
  assert.equal(places.take(open("8")), false, "all requests run");
  assert.equal(places.all.size, 4);
});

Deno.test("Places are half as many for a minute after a lack of files, and eight at least", async () => {
  let nowMs = 0;
  const { open, closed } = openClients();
  const places = new Places(100, () => nowMs);
  const fill = (count: number) => {
    for (let n = 0; n < count; n++) places.take(open(String(n)));
  };
  fill(40);
  places.halve();
  await settled();
  assert.equal(places.all.size, 20);
  assert.deepEqual(closed.slice(0, 2), ["0", "1"], "the oldest make room");
  fill(5);
  assert.equal(places.all.size, 20);
  for (let n = 0; n < 5; n++) places.halve();
  assert.equal(places.all.size, 8);
  nowMs = 60_000;
  fill(200);
  assert.equal(places.all.size, 100);
});
