import assert from "node:assert/strict";
import { SingleFlight } from "../../src/std/single_flight.ts";

Deno.test("SingleFlight does the work once for all simultaneous callers, and says who did it", async () => {
  const flights = new SingleFlight<string, string>();
  const released = Promise.withResolvers<string>();
  let works = 0;
  const work = () => {
    works++;
    return released.promise;
  };
  const asked = [1, 2, 3].map(() => flights.run("a", work));
  released.resolve("done");
  assert.deepEqual(await Promise.all(asked), [
    { value: "done", led: true },
    { value: "done", led: false },
    { value: "done", led: false },
  ]);
  assert.equal(works, 1);
});

Deno.test("SingleFlight does not share work with a later caller or another key", async () => {
  const flights = new SingleFlight<string, number>();
  let works = 0;
  const work = () => Promise.resolve(++works);
  const [one, other] = await Promise.all([flights.run("a", work), flights.run("b", work)]);
  const later = await flights.run("a", work);
  assert.deepEqual([one, other, later], [1, 2, 3].map((value) => ({ value, led: true })));
});

Deno.test("SingleFlight gives an error only to the caller who did the work; the next caller repeats it", async () => {
  const flights = new SingleFlight<string, string>();
  const failure = Promise.withResolvers<string>();
  let works = 0;
  const work = () => ++works === 1 ? failure.promise : Promise.resolve(`by work ${works}`);
  const asked = [1, 2, 3].map(() => flights.run("a", work));
  failure.reject(new Error("broken"));
  await assert.rejects(asked[0]!, /broken/);
  assert.deepEqual(await Promise.all(asked.slice(1)), [
    { value: "by work 2", led: true },
    { value: "by work 2", led: false },
  ]);
});
