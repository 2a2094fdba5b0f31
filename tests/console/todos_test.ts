import assert from "node:assert/strict";
import { sql } from "kysely";
import { aimColumns, openConsolePages } from "../../devkit/testing/console_pages.ts";
import { RECONCILED } from "../../devkit/testing/reconciled.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { createCheckJobs } from "../../src/jobs/checks/check_jobs.ts";
import { recordCheck } from "../../src/jobs/checks/check_runs.ts";
import { type CheckName, openJobQueue } from "../../src/jobs/mod.ts";
import type { PictureParts } from "../../src/pictures/mod.ts";
import { recordReconcile } from "../../src/pictures/reconcile_runs.ts";

/** The console of a shop whose checks are on the clock. They do not run. */
async function openChecked() {
  await using stack = new AsyncDisposableStack();
  const { db, url } = stack.use(await openUnit({ db: "migrated" }));
  await aimColumns(db);
  const at = "0 0 1 1 *";
  const jobs = createCheckJobs({
    parts: { db } as unknown as PictureParts,
    times: { verify: at, reconcile: at, sample: at, sampleSize: 1 },
    tell: () => Promise.resolve(),
  });
  stack.use(await openJobQueue({ databaseUrl: url, jobs }));
  const { ask } = stack.use(await openConsolePages(db, db));
  const opened = stack.move();
  return {
    db,
    /** What the overview says of the checks. */
    says: async () => {
      const { text } = await ask("/console");
      const [, ...todos] = text.split('<ul class="todo">')[1]?.split("<li ") ?? [];
      const titles = todos.map((todo) => /<b>(.*?)<\/b>/.exec(todo)![1]!);
      return { text, titles: titles.filter((title) => /check of|sample/.test(title)) };
    },
    ran: (check: CheckName, counts: Record<string, number> | string) =>
      recordCheck(db, {
        ...{ check, startedAt: new Date() },
        ...(typeof counts === "string"
          ? { outcome: "unable", counts: {}, error: counts }
          : { outcome: Object.values(counts).some(Boolean) ? "ill" : "well", counts }),
      }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

Deno.test("the overview says what a check by the clock could not do or has found, until somebody looks again", async () => {
  await using shop = await openChecked();
  const { db, says, ran } = shop;
  assert.deepEqual((await says()).titles, [], "none has run");
  await ran("sample", { missing: 0, altered: 0 });
  assert.deepEqual((await says()).titles, []);
  await ran("sample", { missing: 1, altered: 1 });
  await ran("reconcile", "AccessDenied");
  const { text, titles } = await says();
  assert.deepEqual(titles, [
    "The check of B2 and log could not run",
    "2 pictures missing or altered in a sample",
  ]);
  assert.match(text, /So nobody knows\. [^<]*: AccessDenied/);
  assert.doesNotMatch(text, /Nothing needs you/);

  const compared = { ...RECONCILED, missing: 0, altered: 0, finishedAt: new Date() };
  await recordReconcile(db, { ...compared, deep: false });
  assert.deepEqual((await says()).titles, ["2 pictures missing or altered in a sample"]);
  await recordReconcile(db, { ...compared, deep: true });
  assert.deepEqual((await says()).titles, []);

  await sql`update check_runs set finished_at = now() - interval '100 hours'`.execute(db);
  await sql`update pgboss.schedule
    set created_on = now() - interval '100 hours', cron = '0 0 * * *'
    where name = 'check-sample'`.execute(db);
  assert.deepEqual(
    (await says()).titles,
    ["The check of some pictures has not run for 4 days"],
    "the others run once a year",
  );
});
