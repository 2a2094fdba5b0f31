import assert from "node:assert/strict";
import fc from "fast-check";
import { fuzz, INPUTS } from "../../devkit/testing/fuzz.ts";
import { RUNS_ALL } from "../../devkit/testing/sample.ts";

Deno.test("fuzz() runs the number of inputs of this run, and the same inputs with the same seed", async () => {
  const inputsOf = async (seed?: number) => {
    const seen: number[] = [];
    const property = fc.property(fc.integer(), (input) => void seen.push(input));
    await fuzz(property, seed === undefined ? {} : { seed });
    return seen;
  };
  const [first, again, other] = [await inputsOf(7), await inputsOf(7), await inputsOf()];
  assert.ok(INPUTS >= (RUNS_ALL ? 10_000 : 1_000) && first.length === INPUTS);
  assert.deepEqual(again, first);
  assert.notDeepEqual(other, first);
});

Deno.test("fuzz() names the seed and the input of a failure, and fails again with that seed", async () => {
  const property = () => fc.property(fc.integer(), (input) => input < 1_000_000);
  const failure = (seed?: number) =>
    fuzz(property(), seed === undefined ? {} : { seed }).then(
      () => assert.fail("it should fail"),
      (error: Error) => error.message,
    );
  const message = await failure();
  const [, seed] = /seed: (-?\d+) \}\) repeats it/.exec(message) ?? [];
  assert.match(message, /Counterexample: \[1000000\]/);
  assert.equal(await failure(Number(seed)), message);
});
