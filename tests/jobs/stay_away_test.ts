import assert from "node:assert/strict";
import { ERASE_PRODUCT, STORE_IMAGE } from "../../src/jobs/mod.ts";
import { secondsToStayAway } from "../../src/jobs/stay_away.ts";
import type { Database } from "../../src/postgres/mod.ts";
import { StorageCapExceeded, StorageUnavailable } from "../../src/storage/mod.ts";
import { StorageRefused } from "../../src/storage/errors.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";
import { hastenJobs, type JobRow, listJobs } from "../../devkit/testing/job_rows.ts";
import { ONE_PRODUCT, openTestQueue, PICTURE } from "../../devkit/testing/jobs.ts";
import { longTest } from "../../devkit/testing/sample.ts";

const HOUR_S = 3600;

interface Case {
  readonly name: string;
  readonly error: unknown;
  readonly seconds: number | undefined;
}

Deno.test.each<Case>([
  { name: "a cap", error: new StorageCapExceeded("cap"), seconds: HOUR_S },
  { name: "Retry-After: 1.5 s", error: askedFor(1500), seconds: 2 },
  { name: "Retry-After: 2 h", error: askedFor(2 * HOUR_S * 1000), seconds: 2 * HOUR_S },
  { name: "Retry-After: a week", error: askedFor(7 * 86_400_000), seconds: 6 * HOUR_S },
  { name: "no Retry-After", error: askedFor(undefined), seconds: undefined },
  { name: "a refusal", error: new StorageRefused("no"), seconds: undefined },
  { name: "anything else", error: new Error("away"), seconds: undefined },
])("secondsToStayAway() of $name is $seconds", ({ error, seconds }) => {
  assert.equal(secondsToStayAway(error), seconds);
});

longTest(
  "a job is postponed after a cap or a Retry-After, but not after another failure, and is done at the end",
  async () => {
    await using work = await openUnit(ONE_PRODUCT);
    const failures = [
      new StorageCapExceeded("cap"),
      askedFor(2 * HOUR_S * 1000),
      new Error("away"),
    ];
    let attempts = 0;
    const storeImage = () => {
      const failure = failures[attempts++];
      return failure ? Promise.reject(failure) : Promise.resolve();
    };
    await using queue = await openTestQueue(work, { storeImage }, 1);
    await queue.work();
    await work.db.transaction().execute((tx) => queue.enqueue(tx, STORE_IMAGE, PICTURE));
    assert.ok(await untilPutOff(work.db, 1) > 0.9 * HOUR_S);
    await hastenJobs(work.db);
    assert.ok(await untilPutOff(work.db, 2) > 1.9 * HOUR_S);
    await hastenJobs(work.db);
    await until("the job completed", async () => (await onlyJob(work.db)).state === "completed");
    assert.equal(attempts, 4, "tried again soon after a common failure");
  },
);

Deno.test("an erasing is postponed after a cap too", async () => {
  await using work = await openUnit(ONE_PRODUCT);
  const eraseProduct = () => Promise.reject(new StorageCapExceeded("cap"));
  await using queue = await openTestQueue(work, { eraseProduct }, 1);
  await queue.work();
  const erasing = { productId: "TBF-1" };
  await work.db.transaction().execute((tx) => queue.enqueue(tx, ERASE_PRODUCT, erasing));
  assert.ok(await untilPutOff(work.db, 1) > 0.9 * HOUR_S);
});

function askedFor(retryAfterMs: number | undefined): StorageUnavailable {
  return new StorageUnavailable("busy", { retryAfterMs });
}

async function onlyJob(db: Database): Promise<JobRow> {
  const rows = await listJobs(db);
  assert.equal(rows.length, 1);
  return rows[0]!;
}

/**
 * Waits until the job has failed this often and is postponed for longer than any delay of the queue. Returns the
 * seconds until it is due.
 */
async function untilPutOff(db: Database, failures: number): Promise<number> {
  let waits = 0;
  await until(`the job put off after ${failures} failures`, async () => {
    const { state, retries, waitsSeconds } = await onlyJob(db);
    waits = waitsSeconds;
    return state === "retry" && retries === failures - 1 && waits > 300;
  });
  return waits;
}
