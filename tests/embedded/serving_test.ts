import assert from "node:assert/strict";
import { claimPort } from "../../devkit/own_port.ts";
import { openEmbeddedS3 } from "../../src/embedded/s3.ts";
import {
  announce,
  findServing,
  joinGuests,
  lockFolder,
  untilGuestsLeft,
} from "../../src/embedded/serving.ts";

const BUCKET = "shop";

async function openFolder() {
  const dir = await Deno.makeTempDir({ prefix: "vitrine-serving-" });
  return { dir, [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }) };
}

Deno.test("lockFolder() gives the folder to one process, and removes the addresses of a killed one", async () => {
  await using folder = await openFolder();
  await Deno.writeTextFile(`${folder.dir}/serving.json`, "{}");
  {
    using first = await lockFolder(folder.dir);
    assert.ok(first);
    assert.equal(await lockFolder(folder.dir), undefined);
    await assert.rejects(Deno.stat(`${folder.dir}/serving.json`), Deno.errors.NotFound);
  }
  using again = await lockFolder(folder.dir);
  assert.ok(again);
});

Deno.test("findServing() finds addresses while they are announced", async () => {
  await using folder = await openFolder();
  const runId = crypto.randomUUID();
  await using s3 = await openEmbeddedS3({ dir: `${folder.dir}/s3`, bucket: BUCKET, runId });
  const serving = { runId, by: "shop", postgres: "embedded", s3: s3.endpoint } as const;
  {
    await using _announced = await announce(folder.dir, serving);
    assert.deepEqual(await findServing(folder.dir), serving);
  }
  assert.equal(await findServing(folder.dir), undefined);
});

Deno.test("findServing() rejects another server at the announced address", async () => {
  await using folder = await openFolder();
  const [runId, other] = [crypto.randomUUID(), crypto.randomUUID()];
  await using s3 = await openEmbeddedS3({ dir: `${folder.dir}/s3`, bucket: BUCKET, runId: other });
  await using unnamed = await openEmbeddedS3({ dir: `${folder.dir}/s3-2`, bucket: BUCKET });
  await using nobody = await claimPort();
  for (const endpoint of [s3.endpoint, unnamed.endpoint, `http://127.0.0.1:${nobody.number}`]) {
    await using _stale = await announce(folder.dir, {
      runId,
      by: "shop",
      postgres: "embedded",
      s3: endpoint,
    });
    assert.equal(await findServing(folder.dir), undefined, endpoint);
  }
});

Deno.test("findServing() asks nobody outside this machine", async () => {
  await using folder = await openFolder();
  const serving = {
    runId: "x",
    by: "shop",
    postgres: "embedded",
    s3: "http://192.0.2.1:80",
  } as const;
  await using _announced = await announce(folder.dir, serving);
  assert.equal(await findServing(folder.dir), undefined);
});

Deno.test.each([
  { name: "nothing", text: "" },
  { name: "half a line", text: '{"runId":"x","postg' },
  { name: "something else", text: "[]" },
])("findServing() finds nothing in a file with $name", async ({ text }) => {
  await using folder = await openFolder();
  await Deno.writeTextFile(`${folder.dir}/serving.json`, text);
  assert.equal(await findServing(folder.dir), undefined);
});

Deno.test("untilGuestsLeft() waits for the last guest, and says so", async () => {
  await using folder = await openFolder();
  const events: string[] = [];
  const guests = [await joinGuests(folder.dir), await joinGuests(folder.dir)];
  const waiting = Promise.withResolvers<void>();
  const left = untilGuestsLeft(folder.dir, waiting.resolve).then(() => events.push("alone"));
  await waiting.promise;
  for (const guest of guests) {
    events.push("leaves");
    guest![Symbol.dispose]();
  }
  await left;
  assert.deepEqual(events, ["leaves", "leaves", "alone"]);
  await untilGuestsLeft(folder.dir, () => assert.fail("no guest is left"));
});
