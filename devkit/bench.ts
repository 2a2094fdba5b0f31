/**
 * `deno task bench`: measures replay and verify on this machine, and compares them with a COPY of the same events.
 * @module
 */
import { sql } from "kysely";
import { cpus } from "node:os";
import { type OptionValues, runCommand } from "../src/command.ts";
import type { Database } from "../src/postgres/mod.ts";
import { openBenchDatabase } from "./bench/database.ts";
import { EVENTS_A_PRODUCT } from "./bench/history.ts";
import { measureProjection, type ProjectionFigures } from "./bench/projection.ts";
import { formatCount } from "../scripts/support/lines.ts";
import { optionalText, wholeNumber } from "../scripts/support/options.ts";

const HELP = `deno task bench [--events N] [--url URL]

Measures a full replay in which every row changes, verify, and the replay of one
product. The control is a COPY of the same events into the same table. The log
has 1,000,000 events of 100,000 products, in a new database with the server's
own durability settings. Takes about two minutes and 2 GB of disk. The database
is dropped at the end.

  --events N    size of the log, 1000 to 100000000
  --url URL     superuser's URL of a PostgreSQL server on this machine. Default:
                the embedded server

Exits 0 within the bounds, 1 outside them or failed, 2 wrong usage.`;

/** A line of the table. */
interface Measured {
  readonly what: string;
  readonly value: string;
  readonly bound: string;
  readonly holds: boolean;
}

async function run(values: OptionValues): Promise<number> {
  const bounds = { absent: 1_000_000, least: 1000, most: 100_000_000 };
  const events = wholeNumber(values, "events", bounds);
  const url = optionalText(values, "url");
  // One client is measured. The second connection is a spare.
  await using bench = await openBenchDatabase({ url, maxConnections: 2 });
  const figures = await measureProjection(bench.db, events, bench.file, console.error);
  const measured = judge(figures);
  console.log(await describeMachine(bench.db));
  console.log(`${formatCount(events)} events over ${formatCount(figures.products)} products\n`);
  console.log(table(measured));
  return measured.every(({ holds }) => holds) ? 0 : 1;
}

function judge(figures: ProjectionFigures): Measured[] {
  const { events, copySeconds, replaySeconds, verifySeconds, drift, oneProductMs } = figures;
  const timed = (seconds: number) =>
    `${seconds.toFixed(2)} s, ${formatCount(Math.round(events / seconds))} events/s`;
  const share = (what: string, seconds: number, most: number): Measured => ({
    what,
    value: `${timed(seconds)}, ${(seconds / copySeconds).toFixed(3)} of COPY`,
    bound: `≤ ${most} of COPY`,
    holds: seconds <= copySeconds * most,
  });
  const memory = (what: string, bytes: number, mostMebibytes: number): Measured => ({
    what,
    value: `${(bytes / 2 ** 20).toFixed(1)} MiB`,
    bound: `≤ ${mostMebibytes} MiB, for any log`,
    holds: bytes <= mostMebibytes * 2 ** 20,
  });
  const [median, most] = oneProductMs;
  return [
    { what: "COPY (control)", value: timed(copySeconds), bound: "", holds: true },
    share("replay, every row changes", replaySeconds, 1 / 4),
    share("verify", verifySeconds, 1 / 8),
    { what: "verify, every row drifts", value: timed(drift.seconds), bound: "", holds: true },
    {
      what: `replay of one product (${EVENTS_A_PRODUCT} events)`,
      value: `median ${median.toFixed(2)} ms, 99 % within ${most.toFixed(2)} ms`,
      bound: "median ≤ 5 ms",
      holds: median <= 5,
    },
    memory("client memory, growth by replay and verify", figures.clientBytes, 64),
    memory("client memory, growth by verify, every row drifts", drift.clientBytes, 256),
  ];
}

async function describeMachine(db: Database): Promise<string> {
  const { rows } = await sql<{ version: string; commit: string; fsync: string }>`
    select current_setting('server_version') as version,
      current_setting('synchronous_commit') as commit, current_setting('fsync') as fsync
  `.execute(db);
  const { version, commit, fsync } = rows[0]!;
  const memory = (Deno.systemMemoryInfo().total / 2 ** 30).toFixed(0);
  return `${cpus().length} × ${cpus()[0]?.model.trim()}, ${memory} GiB, ${Deno.build.target}; ` +
    `PostgreSQL ${version} (fsync ${fsync}, synchronous_commit ${commit}), Deno ${Deno.version.deno}`;
}

function table(measured: readonly Measured[]): string {
  const rows = [
    ["what", "measured", "bound", "holds"],
    ["---", "---", "---", "---"],
    ...measured.map(({ what, value, bound, holds }) => [what, value, bound, holds ? "yes" : "NO"]),
  ];
  return rows.map((row) => `| ${row.join(" | ")} |`).join("\n");
}

if (import.meta.main) {
  await runCommand({
    help: HELP,
    options: { events: { type: "string" }, url: { type: "string" } },
    run,
  });
}
