import { defaultPublicUrl } from "../../src/config.ts";
import { countUsage, isBuiltFor } from "../../src/event_log/mod.ts";
import {
  type ClockedCheck,
  clockedChecks,
  countJobsByState,
  findQueueObstacle,
  hasQueues,
  listPauses,
  overdueDays,
} from "../../src/jobs/mod.ts";
import {
  assertWrites,
  type Database,
  doubtOfUrl,
  missingToRun,
  pendingMigrations,
  readServer,
} from "../../src/postgres/mod.ts";
import { count } from "../support/lines.ts";
import type { CommandConfig } from "../support/parts.ts";
import { describeCosts } from "./costs.ts";
import { examine, fail, type Finding, type Found, ok, warn } from "./finding.ts";

/** Seconds that the clocks may differ. Nothing of the shop is that exact. */
const CLOCK_SECONDS = 30;

/** The settings that these checks need. */
type Settings = Pick<CommandConfig, "databaseUrl" | "queueSchema" | "publicUrl" | "b2">;

/** Checks PostgreSQL: the server, the schema, the role, the queue, the columns, the clock, and counts of the log. */
export async function checkPostgres(
  db: Database,
  config: Settings,
  botId: number,
): Promise<Finding[]> {
  const server = await examine("postgresql", () => checkServer(db, config));
  if (server.some(({ level }) => level === "fail")) return server;
  const role = await examine("role", () => checkRole(db, config));
  const schema = await examine("schema", () => checkSchema(db));
  const findings = [...server, ...schema, ...role, ...await examine("clock", () => checkClock(db))];
  // Without the tables there is nothing to ask.
  if ([...schema, ...role].some(({ level }) => level === "fail")) {
    const says = "The queue, the columns and the costs are not checked yet";
    return [...findings, { check: "rest", ...warn(says, "Mend schema and role first") }];
  }
  return [
    ...findings,
    ...await examine("queue", () => checkQueue(db, config)),
    ...await examine("checks", () => checkRuns(db, config)),
    ...await examine("columns", () => checkColumns(db, config, botId)),
    ...await examine("costs", async () => describeCosts(await countUsage(db, startOfMonth()))),
  ];
}

async function checkServer(db: Database, { databaseUrl }: Settings): Promise<Found[]> {
  const { version } = await readServer(db);
  await assertWrites(db);
  const doubt = databaseUrl === undefined ? undefined : doubtOfUrl(databaseUrl);
  const found = ok(`PostgreSQL ${version}, it writes`);
  if (doubt === undefined) return [found];
  return [found, warn(doubt, "See the chapter on TLS in docs/operations.md")];
}

async function checkSchema(db: Database): Promise<Found> {
  const pending = await pendingMigrations(db);
  if (pending.length === 0) return ok("Up to date");
  return fail(
    `Not up to date: ${pending.join(", ")} missing`,
    "Run deno task migrate --check, then deno task migrate",
  );
}

async function checkRole(db: Database, { queueSchema }: Settings): Promise<Found[]> {
  const missing = await missingToRun(db, queueSchema);
  if (missing.length === 0) return [ok("It may do all that the shop does")];
  return missing.map(({ right, statement }) =>
    fail(`It may not ${right}`, `The owner can allow it: ${statement};`)
  );
}

async function checkClock(db: Database): Promise<Found> {
  const before = Date.now();
  const { now } = await readServer(db);
  const here = (before + Date.now()) / 2;
  const seconds = Math.round((now.getTime() - here) / 1000);
  if (Math.abs(seconds) <= CLOCK_SECONDS) return ok("This machine and PostgreSQL agree");
  const ahead = seconds > 0 ? "ahead of" : "behind";
  const away = `${Math.abs(seconds)} s ${ahead} this machine's`;
  return warn(`PostgreSQL's clock is ${away}`, "Set both clocks by NTP");
}

async function checkQueue(db: Database, { queueSchema }: Settings): Promise<Found[]> {
  const obstacle = await findQueueObstacle(db, queueSchema);
  if (obstacle !== undefined) {
    const { object, forbids, helps, setting } = obstacle;
    return [fail(`${object}: ${forbids}`, helps === undefined ? `Set ${setting}` : `${helps};`)];
  }
  if (!await hasQueues(db, queueSchema)) return [ok("Not made yet: the first start makes it")];
  const { waiting, failed } = await countJobsByState(db, {}, queueSchema);
  const found: Found[] = [ok(`${count(waiting, "job")} waiting`)];
  if (failed > 0) {
    found.push(warn(`${count(failed, "job")} failed for good`, "Run deno task jobs list --failed"));
  }
  const pauses = await listPauses(db);
  if (pauses.length > 0) {
    const names = pauses.map(({ queue }) => queue ?? "all queues").join(", ");
    found.push(warn(`Paused: ${names}`, "Run deno task jobs list: it says how to resume"));
  }
  return found;
}

/** The checks by the clock run once a day, unless the settings say otherwise. */
async function checkRuns(db: Database, { queueSchema }: Settings): Promise<Found[]> {
  const clocked = await hasQueues(db, queueSchema) ? await clockedChecks(db, queueSchema) : [];
  if (clocked.length === 0) return [ok("None is on the clock: see CHECK_VERIFY_AT and others")];
  return clocked.map(describeCheck);
}

/** One that has not run for long tells nothing, whatever it found then. */
function describeCheck(clocked: ClockedCheck): Found {
  const { check, last } = clocked;
  const days = overdueDays(clocked);
  if (days !== undefined) {
    const remedy = `Run deno task jobs list --queue check-${check}`;
    return warn(`${check}: it has not run for ${days} days`, remedy);
  }
  if (last === undefined) return ok(`${check}: it has not run yet`);
  const { outcome, counts, error, finishedAt } = last;
  const at = `${check}, ${finishedAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  if (outcome === "well") return ok(`${at}: all well`);
  const remedy = check === "verify" ? "Run deno task verify" : "Run deno task reconcile";
  if (outcome === "unable") return warn(`${at}: it could not run: ${error}`, remedy);
  const found = Object.entries(counts).map(([name, value]) => `${name} ${value}`).join(", ");
  return warn(`${at}: ${found}`, remedy);
}

async function checkColumns(db: Database, config: Settings, botId: number): Promise<Found> {
  const publicUrl = publicUrlOf(config);
  if (await isBuiltFor(db, { botId, publicUrl })) {
    return ok(`Built for the bot ${botId} and ${publicUrl}`);
  }
  const target = await db.selectFrom("image_projection_target").select(["bot_id", "public_url"])
    .executeTakeFirst();
  if (target === undefined) return ok("Not built yet: the first start builds them");
  return warn(
    `Built for the bot ${target.bot_id} and ${target.public_url}, or their rebuild did not end`,
    `The next start builds them for the bot ${botId} and ${publicUrl}. If that is wrong, correct ` +
      "TELEGRAM_BOT_TOKEN or B2_PUBLIC_URL first",
  );
}

/** The base of the URLs in the columns. */
export function publicUrlOf({ publicUrl, b2 }: Pick<Settings, "publicUrl" | "b2">): string {
  return publicUrl ?? defaultPublicUrl(b2);
}

function startOfMonth(): Date {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()));
}
