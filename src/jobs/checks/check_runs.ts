import { sql } from "kysely";
import { mostDaysBetween } from "../../std/mod.ts";
import type { Database } from "../../postgres/mod.ts";
import { selectScheduled } from "../boss_tables.ts";
import { type CheckName, type CheckResult, HARM, queueOf } from "./check.ts";

/** A run of a check. */
export interface CheckRun extends CheckResult {
  readonly check: CheckName;
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

/** Records a run. */
export async function recordCheck(
  db: Database,
  { check, startedAt, outcome, counts, error }: Omit<CheckRun, "finishedAt">,
): Promise<void> {
  await sql`
    insert into check_runs (check_name, started_at, outcome, counts, error)
    values (${check}, ${startedAt}, ${outcome}, ${JSON.stringify(counts)}::jsonb, ${error ?? null})`
    .execute(db);
}

/** The last run of each check that has run. */
export async function lastCheckRuns(db: Database): Promise<CheckRun[]> {
  const { rows } = await sql<CheckRun & { error: string | null }>`
    select distinct on (check_name) check_name as check, started_at as "startedAt",
      finished_at as "finishedAt", outcome, counts, error
    from check_runs order by check_name, run_id desc`.execute(db);
  return rows.map(({ error, ...run }) => ({ ...run, ...(error !== null && { error }) }));
}

/** A check that runs by the clock. */
export interface ClockedCheck {
  readonly check: CheckName;
  /** In UTC. */
  readonly cron: string;
  /** When it was put on the clock. */
  readonly since: Date;
  /** Its last run; undefined if it has not run yet. */
  readonly last: CheckRun | undefined;
}

/** For how long a check has not run, in milliseconds. One that has not run yet, or was off, waits since it was turned on. */
export function restedMs({ since, last }: Pick<ClockedCheck, "since" | "last">): number {
  return Date.now() - Math.max(since.getTime(), last?.finishedAt.getTime() ?? 0);
}

const DAY_MS = 86_400_000;
/** A check of every day is late after three days, as in the rule VitrineCheckOverdue. */
const LATE_DAYS = 2;

/** For how many days a check has not run; undefined if it is not late. */
export function overdueDays(check: Omit<ClockedCheck, "check">): number | undefined {
  const days = Math.floor(restedMs(check) / DAY_MS);
  return days >= mostDaysBetween(check.cron) + LATE_DAYS ? days : undefined;
}

/** The checks that run by the clock now. Those that are turned off are not among them, whatever they found before. */
export async function clockedChecks(db: Database, queueSchema?: string): Promise<ClockedCheck[]> {
  const scheduled = new Map(
    (await selectScheduled(db, queueSchema)).map(({ queue, ...scheduled }) => [queue, scheduled]),
  );
  const runs = await lastCheckRuns(db);
  return (Object.keys(HARM) as CheckName[]).flatMap((check) => {
    const clock = scheduled.get(queueOf(check));
    return clock === undefined
      ? []
      : [{ check, ...clock, last: runs.find((run) => run.check === check) }];
  });
}

/** What operators were told last; undefined if nothing. */
export async function loadTold(
  db: Database,
  check: CheckName,
): Promise<Pick<CheckResult, "outcome" | "counts"> | undefined> {
  const { rows: [told] } = await sql<Pick<CheckResult, "outcome" | "counts">>`
    select outcome, counts from check_states where check_name = ${check}`.execute(db);
  return told;
}

/** Remembers what operators know now. */
export async function saveTold(
  db: Database,
  check: CheckName,
  { outcome, counts }: CheckResult,
): Promise<void> {
  await sql`
    insert into check_states (check_name, outcome, counts)
    values (${check}, ${outcome}, ${JSON.stringify(counts)}::jsonb)
    on conflict (check_name) do update set outcome = excluded.outcome, counts = excluded.counts,
      told_at = now()`.execute(db);
}

/** Deletes runs that are older than a year. */
export async function forgetOldChecks(db: Database): Promise<void> {
  await sql`delete from check_runs where finished_at < now() - interval '1 year'`.execute(db);
}
