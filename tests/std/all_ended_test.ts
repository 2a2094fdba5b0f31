import assert from "node:assert/strict";
import { allEnded } from "../../src/std/mod.ts";

Deno.test("allEnded() rejects with the first error, when the rest has ended", async () => {
  const slow = Promise.withResolvers<number>();
  let isOver = false;
  const all = allEnded([Promise.reject(new Error("first")), slow.promise]).finally(() =>
    isOver = true
  );
  all.catch(() => {});
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(isOver, false);
  slow.resolve(1);
  await assert.rejects(all, /first/);
  assert.deepEqual(await allEnded([Promise.resolve(1), Promise.resolve(2)]), [1, 2]);
});
