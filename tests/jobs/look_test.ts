import assert from "node:assert/strict";
import { sql, type UpdateObject } from "kysely";
import { PgBoss } from "pg-boss";
import { type BossTables, findForsaken, lookAtQueues } from "../../src/jobs/boss_tables.ts";
import { openLook } from "../../src/jobs/look.ts";
import { pauseQueue } from "../../src/jobs/mod.ts";
import { addJobs, changeJobs, listJobs } from "../../devkit/testing/job_rows.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import { until } from "../../devkit/testing/until.ts";

const SCHEMA = "pgboss";
const AN_HOUR = 3600;
const obey = () => Promise.resolve();

/** pg-boss that finds nothing by itself: it neither supervises its queues, nor asks for jobs more than once an hour. */
async function openBoss(queues: readonly string[]) {
  await using stack = new AsyncDisposableStack();
  const { db, url } = stack.use(await openUnit({ db: "migrated" }));
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false, max: 2 });
  await boss.start();
  stack.defer(() => boss.stop({ graceful: false, close: true }));
  for (const name of queues) {
    await boss.createQueue(name, { retryLimit: 2, retryDelay: 1, heartbeatSeconds: 10 });
  }
  const parts = stack.move();
  return { boss, db, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

/** A worker that has asked once, and found nothing. */
async function openWorker(boss: PgBoss, queue: string, run: () => Promise<void>): Promise<void> {
  await boss.work(queue, { pollingIntervalSeconds: AN_HOUR }, run);
  const mine = () => boss.getWipData().find(({ name }) => name === queue);
  await until("a worker that rests", () => mine()?.lastFetchedOn != null && mine()?.count === 0);
}

Deno.test("the look wakes the worker of a queue for each job that is due, and for no other", async () => {
  const names = ["at-once", "later", "again", "not-yet"];
  await using work = await openBoss(names);
  const { boss, db } = work;
  const ran: string[] = [];
  for (const name of names) {
    await openWorker(boss, name, () => {
      ran.push(name);
      const isFirst = ran.filter((each) => each === name).length === 1;
      return name === "again" && isFirst ? Promise.reject(new Error("fails")) : Promise.resolve();
    });
  }
  const onError = (error: unknown) => assert.fail(String(error));
  await using _look = openLook({ boss, schema: SCHEMA, queues: names, obey, onError });
  await addJobs(db, [{ queue: "not-yet", state: "created" }], AN_HOUR);
  await addJobs(db, [{ queue: "later", state: "created" }], 1);
  await addJobs(db, [{ queue: "at-once", state: "created" }], 0);
  await addJobs(db, [{ queue: "again", state: "created" }], 0);
  await changeJobs(db, { queue: "again" }, { retry_limit: 2, retry_delay: 1 } as never);
  const states = async () => (await listJobs(db)).map(({ queue, state }) => `${queue} ${state}`);
  const done = ["again completed", "at-once completed", "later completed", "not-yet created"];
  await until("all that is due", async () => (await states()).join() === done.join());
  assert.deepEqual(ran.toSorted(), ["again", "again", "at-once", "later"]);
});

Deno.test("the look has a job of a dead process taken over, and leaves one of a living process alone", async () => {
  const names = ["dead", "alive"];
  await using work = await openBoss(names);
  const { boss, db } = work;
  const ran: string[] = [];
  for (const name of names) {
    await openWorker(boss, name, () => Promise.resolve(void ran.push(name)));
  }
  for (const queue of names) {
    await addJobs(db, [{ queue, state: "active" }], 0);
    await changeJobs(db, { queue }, {
      ...{ started_on: sql`now()`, heartbeat_seconds: 10, retry_limit: 2 },
      heartbeat_on: queue === "dead" ? sql`now() - interval '11 seconds'` : sql`now()`,
    } as never);
  }
  const onError = (error: unknown) => assert.fail(String(error));
  await using _look = openLook({ boss, schema: SCHEMA, queues: names, obey, onError });
  await until("the job done", () => ran.length === 1);
  assert.deepEqual(ran, ["dead"]);
  const [alive] = await listJobs(db, { queue: "alive" });
  assert.equal(alive?.state, "active");
});

interface Found {
  readonly name: string;
  readonly job: UpdateObject<BossTables, "job">;
  readonly found: "due" | "forsaken" | "neither";
}

const seconds = (from: number) => sql<Date>`now() + ${from} * interval '1 second'`;
const JOBS: readonly Found[] = [
  { name: "due", job: { state: "created", start_after: seconds(-1) }, found: "due" },
  { name: "repeated", job: { state: "retry", start_after: seconds(-1) }, found: "due" },
  { name: "of the future", job: { state: "created", start_after: seconds(60) }, found: "neither" },
  { name: "to repeat", job: { state: "retry", start_after: seconds(60) }, found: "neither" },
  { name: "blocked", job: { state: "created", blocked: true }, found: "neither" },
  { name: "done", job: { state: "completed" }, found: "neither" },
  { name: "failed", job: { state: "failed" }, found: "neither" },
  {
    name: "running",
    job: { state: "active", heartbeat_on: seconds(-9), heartbeat_seconds: 10 },
    found: "neither",
  },
  {
    name: "running, without heartbeats",
    job: { state: "active", started_on: seconds(-9), expire_seconds: 10 },
    found: "neither",
  },
  {
    name: "without a heartbeat for too long",
    job: { state: "active", heartbeat_on: seconds(-11), heartbeat_seconds: 10 },
    found: "forsaken",
  },
  {
    name: "running for too long",
    job: { state: "active", started_on: seconds(-11), expire_seconds: 10 },
    found: "forsaken",
  },
  {
    name: "running for too long, with heartbeats",
    job: {
      ...{ state: "active", started_on: seconds(-11), expire_seconds: 10 },
      ...{ heartbeat_on: seconds(-1), heartbeat_seconds: 10 },
    },
    found: "forsaken",
  },
];

Deno.test("lookAtQueues() and findForsaken() tell apart the jobs of twelve kinds, each in its queue", async () => {
  const queues = JOBS.map(({ name }) => name.replaceAll(/\W+/g, "-"));
  await using work = await openBoss(queues);
  const { boss, db } = work;
  for (const [n, { job }] of JOBS.entries()) {
    const queue = queues[n]!;
    await addJobs(db, [{ queue, state: "created" }], 0);
    await changeJobs(db, { queue }, { started_on: seconds(0), ...job });
  }
  const named = (which: Found["found"]) => queues.filter((_, n) => JOBS[n]!.found === which);
  const { due } = await lookAtQueues(boss, queues, SCHEMA);
  assert.deepEqual(due.toSorted(), named("due").toSorted());
  const forsaken = await findForsaken(boss, queues, SCHEMA);
  assert.deepEqual(forsaken.toSorted(), named("forsaken").toSorted());
  const { due: asked } = await lookAtQueues(boss, queues.slice(1, 2), SCHEMA);
  assert.deepEqual(asked, ["repeated"], "only those asked");
  await pauseQueue(db, "repeated", "Maya");
  const paused = await lookAtQueues(boss, queues.slice(0, 2), SCHEMA);
  assert.deepEqual(paused, { due: ["due"], paused: ["repeated"] });
  await pauseQueue(db, undefined, "Maya");
  const all = await lookAtQueues(boss, queues.slice(0, 2), SCHEMA);
  assert.deepEqual(all, { due: [], paused: ["due", "repeated"] });
});
