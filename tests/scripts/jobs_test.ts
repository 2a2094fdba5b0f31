import assert from "node:assert/strict";
import { sql } from "kysely";
import { readArguments } from "../../scripts/jobs/options.ts";
import { UsageError } from "../../src/command.ts";
import {
  cancelJobs,
  countChangeable,
  countJobsByState,
  listJobs,
  retryJobs,
} from "../../src/jobs/mod.ts";
import { lines } from "../../devkit/testing/command_log.ts";
import { runScript } from "../../devkit/testing/command.ts";
import { changeJobs, listJobs as listRows } from "../../devkit/testing/job_rows.ts";
import { addJobs } from "../../devkit/testing/job_rows.ts";
import { ONE_PRODUCT, openTestQueue } from "../../devkit/testing/jobs.ts";
import { assertShown } from "../../devkit/testing/shown.ts";
import { documented } from "../../devkit/testing/transcript.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import type { Database } from "../../src/postgres/mod.ts";

/** Two failed jobs, three that wait, one that runs, and one of pg-boss itself. */
async function addSome(db: Database): Promise<void> {
  const of = (productId: string) => ({ data: { productId } });
  await addJobs(db, [
    { queue: "store-image", state: "failed", ...of("TBF-1") },
    { queue: "erase-product", state: "failed", ...of("TBF-2") },
    { queue: "store-image", state: "retry", ...of("TBF-2") },
    { queue: "store-image", state: "active", ...of("TBF-1") },
    { queue: "erase-again", state: "created", ...of("TBF-2") },
    { queue: "store-image", state: "completed", ...of("TBF-1") },
  ]);
  await changeJobs(db, { states: ["failed"] }, {
    output: JSON.stringify({ name: "Error", message: "The key\u202e may not write" }),
    retry_count: 4000,
  });
}

/** `queue state` of all jobs, in order. */
const states = async (db: Database) =>
  (await listRows(db)).map(({ queue, state }) => `${queue} ${state}`);

Deno.test("retryJobs() and cancelJobs() change all that match, and no others", async () => {
  await using unit = await openUnit(ONE_PRODUCT);
  await using _queue = await openTestQueue(unit);
  const { db } = unit;
  await addSome(db);
  const all = await countJobsByState(db);
  assert.deepEqual(all, { waiting: 2, running: 1, failed: 2, cancelled: 0, done: 1 });
  const first = await listJobs(db, {}, { limit: 4 });
  const rest = await listJobs(db, {}, { limit: 4, after: first.at(-1)!.id });
  assert.equal(new Set([...first, ...rest].map(({ id }) => id)).size, 6);

  assert.equal(await countChangeable(db, "cancel", {}), 2, "no erasing, and none that runs");
  assert.equal(await countChangeable(db, "retry", { states: ["failed"] }), 2);
  assert.equal(await cancelJobs(db, { productId: "TBF-2" }), 1);
  assert.equal(await retryJobs(db, { queue: "erase-product" }), 1);
  assert.deepEqual(await states(db), [
    "erase-again created",
    "erase-product retry",
    "store-image active",
    "store-image cancelled",
    "store-image completed",
    "store-image failed",
  ]);
  assert.equal(await retryJobs(db, { states: ["failed", "cancelled"] }), 2);
  const [started] = (await listRows(db, { queue: "erase-product" }))!;
  assert.equal(started!.retries, 0);
  assert.ok(started!.waitsSeconds <= 0, "it is due");
});

Deno.test("deno task jobs lists failed jobs with their errors, shows one, and starts it again", async () => {
  await using unit = await openUnit(ONE_PRODUCT);
  await using _queue = await openTestQueue(unit);
  const { db, url } = unit;
  await addSome(db);
  await sql`update products set title = 'Théière bleue'`.execute(db);
  const jobs = (...args: string[]) => runScript("jobs", { args, env: { DATABASE_URL: url } });
  assert.equal((await jobs("pause", "--queue", "store-image")).code, 0);
  const failed = await jobs("list", "--failed", "--product", "TBF-1");
  assert.equal(failed.code, 1, failed.stderr);
  const [job, error, sum, paused, resume] = lines(failed.stdout);
  assert.match(
    job!,
    /^[0-9a-f]{8} {2}failed {5}store-image {6}\d\d-\d\d \d\d:\d\d {2}TBF-1 \(Théière bleue\)$/,
  );
  assert.equal(error, "          The key\\u202e may not write");
  assert.equal(sum, "1 job: 1 failed.");
  assert.match(paused!, /^PAUSED store-image since [-\d]{10} [:\d]{5} UTC by deno task jobs$/);
  assert.equal(resume, "       deno task jobs resume --queue store-image");
  assert.ok(lines(failed.stdout).every((line) => line.length <= 80));
  const id = job!.slice(0, 8);
  const one = await jobs("show", id);
  assert.match(one.stdout, /^ {4}failed {4}4,000 attempts$/m);
  assert.match(one.stdout, /^ {4}data {6}\{"productId":"TBF-1"\}$/m);
  const counted = await jobs("retry", "--queue", "store-image");
  assert.deepEqual([counted.code, counted.stdout], [1, ""]);
  assert.match(counted.stderr, /^2 jobs match\. Nothing was changed: with --yes/);
  const mistyped = await jobs("pause", "--queue", "store-images");
  assert.equal(mistyped.code, 2);
  assert.match(mistyped.stderr, /^There is no queue store-images\. There are .*store-image/);
  const retried = await jobs("retry", id);
  assert.deepEqual([retried.code, retried.stdout], [0, "1 job started again.\n"]);
  const printed = [
    ...["$ deno task jobs list --failed", job, error, sum],
    ...[`$ deno task jobs retry ${id}`, retried.stdout],
  ].join("\n").replace("Théière bleue", "Lamp");
  // Another error.
  const shown = (await documented("Jobs that failed or wait")).replace(/^ {10}.*$/m, error!);
  assertShown(shown.replaceAll("3f0a91c2", id), printed);
});

Deno.test.each<{ args: string[]; values?: Record<string, string | boolean>; says: RegExp }>([
  { args: [], says: /^list, show, retry, cancel, pause or resume is missing/ },
  { args: ["drop"], says: /^There is no drop/ },
  { args: ["list", "abcd"], says: /^list takes no ID/ },
  { args: ["show"], says: /^show takes one ID/ },
  { args: ["show", "abc"], says: /^abc is no ID/ },
  { args: ["show", "%' or 1=1"], says: /is no ID/ },
  { args: ["retry"], says: /^retry takes IDs, or/ },
  { args: ["cancel", "abcd"], values: { failed: true }, says: /^cancel takes IDs, or/ },
  { args: ["pause", "abcd"], says: /^pause takes --queue/ },
  { args: ["resume"], values: { failed: true }, says: /^resume takes --queue/ },
  { args: ["list"], values: { failed: true, state: "done" }, says: /^--failed cannot be used/ },
  { args: ["list"], values: { state: "lost" }, says: /^--state must be one of waiting, running/ },
  { args: ["list"], values: { limit: "0" }, says: /^--limit must be/ },
])("jobs refuses $args $values", ({ args, values = {}, says }) => {
  assert.throws(
    () => readArguments(values, args),
    (error) => error instanceof UsageError && says.test(error.message),
  );
});
