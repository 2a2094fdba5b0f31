import assert from "node:assert/strict";
import { IMAGE_TYPES } from "../../src/domain/mod.ts";
import { readLog } from "../../src/event_log/mod.ts";
import { createStoreImageJob } from "../../src/jobs/mod.ts";
import { ONE_PRODUCT, PICTURE } from "../../devkit/testing/jobs.ts";
import { openUnit } from "../../devkit/testing/unit.ts";

const attempt = { jobId: "a1", number: 1, signal: new AbortController().signal };

Deno.test("the job store-image stores the picture, and its events name the job", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  const refusals: unknown[] = [];
  const notifyRefused = (...refused: unknown[]) => Promise.resolve(void refusals.push(refused));
  await createStoreImageJob({ parts: work.deps, notifyRefused }).run(PICTURE, attempt);
  const events = (await Array.fromAsync(readLog(work.db))).flat();
  const by = { actor: "job:store-image", correlationId: "job:a1" };
  assert.deepEqual(events.map(({ metadata }) => metadata), IMAGE_TYPES.map(() => by));
  assert.deepEqual(refusals, []);
});

Deno.test("the job store-image tells the seller that the picture can never be stored, and is done", async () => {
  await using work = await openUnit({
    ...ONE_PRODUCT,
    original: new TextEncoder().encode("no picture"),
  });
  const refusals: unknown[] = [];
  const notifyRefused = (...refused: unknown[]) => Promise.resolve(void refusals.push(refused));
  await createStoreImageJob({ parts: work.deps, notifyRefused }).run(PICTURE, attempt);
  assert.deepEqual(refusals, [[PICTURE, "unsupported_type", attempt.signal]]);
});

Deno.test("the job store-image is tried again if the seller could not be told", async () => {
  await using work = await openUnit({
    ...ONE_PRODUCT,
    original: new TextEncoder().encode("no picture"),
  });
  const notifyRefused = () => Promise.reject(new Error("Telegram is away"));
  const { run } = createStoreImageJob({ parts: work.deps, notifyRefused });
  await assert.rejects(run(PICTURE, attempt), /Telegram is away/);
});
