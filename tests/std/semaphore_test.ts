import assert from "node:assert/strict";
import { createSemaphore } from "../../src/std/semaphore.ts";

Deno.test("createSemaphore() runs a limited number of works at once, and the others in order", async () => {
  const semaphore = createSemaphore(2);
  const begun: number[] = [];
  const ends = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const works = ends.map(({ promise }, index) =>
    semaphore(() => {
      begun.push(index);
      return promise;
    })
  );
  await Promise.resolve();
  assert.deepEqual(begun, [0, 1]);
  ends[1]!.resolve();
  await works[1];
  await Promise.resolve();
  assert.deepEqual(begun, [0, 1, 2]);
  ends.forEach(({ resolve }) => resolve());
  await Promise.all(works);
  assert.deepEqual(begun, [0, 1, 2, 3]);
});

Deno.test("createSemaphore() gives the place of a failed work to the next one", async () => {
  const semaphore = createSemaphore(1);
  const failing = semaphore(() => Promise.reject(new Error("failed")));
  const next = semaphore(() => Promise.resolve("done"));
  await assert.rejects(failing, /failed/);
  assert.equal(await next, "done");
});
