import assert from "node:assert/strict";
import { sql } from "kysely";
import { ACCESS_DENIED } from "../../devkit/s3/front.ts";
import { alter, lose, sale } from "../../devkit/testing/repair.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { type CheckName, type CheckResult, newsOf } from "../../src/jobs/checks/check.ts";
import { type CheckJob, createCheckJobs } from "../../src/jobs/checks/check_jobs.ts";
import { type CheckNews, clockedChecks, lastCheckRuns, openJobQueue } from "../../src/jobs/mod.ts";

const well: CheckResult = { outcome: "well", counts: {} };
const ill = (missing: number, altered = 0): CheckResult => ({
  ...{ outcome: "ill", counts: { missing, altered, orphaned: 7 } },
});
const unable: CheckResult = { outcome: "unable", counts: {}, error: "no answer" };

Deno.test.each<{ name: string; told?: CheckResult; found: CheckResult; news?: string }>([
  { name: "a first run that finds all well", found: well },
  { name: "a first run that finds harm", found: ill(1), news: "worse" },
  { name: "a first run that cannot run", found: unable, news: "unable" },
  { name: "the same harm again", told: ill(2, 1), found: ill(2, 1) },
  { name: "less harm", told: ill(2, 1), found: ill(1, 1) },
  { name: "less of one and more of another", told: ill(2, 0), found: ill(1, 1), news: "worse" },
  { name: "all well again", told: ill(2), found: well, news: "well" },
  { name: "well still", told: well, found: well },
  { name: "that it still cannot run", told: unable, found: unable },
  { name: "harm after it could not run", told: unable, found: ill(1), news: "worse" },
  { name: "all well after it could not run", told: unable, found: well, news: "well" },
  { name: "that it can no longer run", told: ill(1), found: unable, news: "unable" },
])("newsOf() of $name: $news", ({ told, found, news }) => {
  assert.equal(newsOf("reconcile", found, told), news);
});

/** A shop with two pictures, and its checks. */
async function openChecked() {
  const unit = await openUnit({ pictures: true });
  const told: (CheckNews & { askedBy?: number })[] = [];
  const away = { telegram: false };
  const jobs = createCheckJobs({
    parts: unit.deps,
    times: { sampleSize: 40, verify: "23 3 * * *" },
    tell: (news, askedBy) => {
      if (away.telegram) return Promise.reject(new Error("Telegram is away"));
      told.push(askedBy === undefined ? news : { ...news, askedBy });
      return Promise.resolve();
    },
  });
  const signal = new AbortController().signal;
  /** Runs a check, and returns what was told of it. */
  const run = async (check: CheckName, job: CheckJob = {}, ending: AbortSignal = signal) => {
    const from = told.length;
    const { run } = jobs.find(({ name }) => name === `check-${check}`)!;
    await run(job, { jobId: "test", number: 1, signal: ending });
    return told.slice(from).map(({ change, counts, askedBy }) =>
      [change, counts.missing ?? counts.driftValues, askedBy].filter((each) => each !== undefined)
        .join(" ")
    );
  };
  return { ...unit, jobs, run, away };
}

Deno.test("checks tell what is worse once, and that it is well again; one that cannot run says so", async () => {
  await using shop = await openChecked();
  const { run, db, b2, away } = shop;
  const images = await sale(shop, "TBF-1");
  await sale(shop, "TBF-2");
  assert.deepEqual(await run("verify"), []);
  await sql`update products set cover_image_url = 'x' where product_id = 'TBF-1'`.execute(db);
  assert.deepEqual(await run("verify"), ["worse 1"]);
  assert.deepEqual(await run("verify"), [], "it is told once");
  assert.deepEqual(await run("verify", { askedBy: 7 }), ["worse 1 7"], "whoever asks is told");
  await sql`update products set cover_image_url = 'x', thumbnail_url = 'y'`.execute(db);
  away.telegram = true;
  await assert.rejects(run("verify"), /Telegram is away/);
  away.telegram = false;
  assert.deepEqual(await run("verify"), ["worse 4"], "what could not be told is told later");

  assert.deepEqual(await run("reconcile"), []);
  await shop.cache.put(images.thumb.key, (await shop.store.get(images.thumb.key))!);
  await lose(shop, images.thumb.key);
  b2.fail({ effect: ACCESS_DENIED });
  assert.deepEqual(await run("reconcile"), ["unable"]);
  assert.deepEqual(await run("reconcile"), []);
  assert.deepEqual(await run("sample"), ["unable"]);
  b2.heal();
  const runs = await lastCheckRuns(db);
  assert.deepEqual(runs.map(({ check, outcome }) => `${check} ${outcome}`), [
    ...["reconcile unable", "sample unable", "verify ill"],
  ]);
  assert.match(runs[0]!.error!, /AccessDenied/);
  assert.deepEqual(await run("reconcile"), ["worse 1"]);
  assert.deepEqual(await run("reconcile", { repair: true, askedBy: 7 }), ["well 0"]);
  assert.deepEqual(await run("sample"), ["well 0"], "it could not run before");
});

Deno.test("a sample finds an altered picture that looks right in the listing; a stop leaves the check to another process", async () => {
  await using shop = await openChecked();
  const images = await sale(shop, "TBF-1");
  const bytes = (await shop.store.get(images.thumb.key))!;
  await alter(shop, images.thumb.key, bytes.map((byte, at) => at === 3 ? byte ^ 1 : byte));
  assert.deepEqual(await shop.run("sample"), ["worse 0"]);
  const stopped = AbortSignal.abort(new Error("the process stops"));
  for (const check of ["verify", "reconcile", "sample"] as const) {
    await assert.rejects(shop.run(check, {}, stopped), /the process stops/);
  }
  const runs = await lastCheckRuns(shop.db);
  assert.deepEqual(runs.map(({ check, counts }) => [check, counts.altered]), [["sample", 1]]);
});

Deno.test("openJobQueue() schedules the checks that have a time, and no others", async () => {
  await using shop = await openChecked();
  const scheduled = async (jobs: Awaited<ReturnType<typeof openChecked>>["jobs"]) => {
    await using _queue = await openJobQueue({ databaseUrl: shop.url, jobs });
    const { rows } = await sql<{ line: string }>`
      select name || ' ' || cron as line from pgboss.schedule order by name`.execute(shop.db);
    const clocked = await clockedChecks(shop.db);
    return [rows.map(({ line }) => line), clocked.map(({ check, last }) => [check, last?.outcome])];
  };
  await shop.run("verify");
  await shop.run("sample");
  assert.deepEqual(await scheduled(shop.jobs), [["check-verify 23 3 * * *"], [["verify", "well"]]]);
  const later = shop.jobs.map((job) =>
    job.policy.cron === undefined ? job : { ...job, policy: { ...job.policy, cron: "5 4 * * *" } }
  );
  assert.deepEqual((await scheduled(later))[0], ["check-verify 5 4 * * *"]);
  const off = shop.jobs.map(({ policy: { cron: _, ...policy }, ...job }) => ({ ...job, policy }));
  assert.deepEqual(await scheduled(off), [[], []]);
});
