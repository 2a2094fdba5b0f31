import { sql } from "kysely";
import type { Database } from "../../src/postgres/mod.ts";

/**
 * CPU time of all threads of a process so far, in milliseconds. Not a number if the system does not tell, or the process has
 * ended. Linux only. Deno itself reads `/proc` only with all permissions.
 */
export async function cpuMsOf(pid: number): Promise<number> {
  const read = new Deno.Command("sh", { args: ["-c", `cat /proc/${pid}/task/*/schedstat`] });
  const text = new TextDecoder().decode((await read.output()).stdout).trim();
  if (text === "") return NaN;
  return text.split("\n").reduce((sum, line) => sum + Number(line.split(" ")[0]) / 1e6, 0);
}

/** The same of all other connections to this database. A server process that has ended does not count. */
export async function cpuMsOfServer(db: Database): Promise<number> {
  const { rows } = await sql<{ pid: number }>`
    select pid from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(db);
  const each = await Promise.all(rows.map(({ pid }) => cpuMsOf(pid)));
  const known = each.filter((ms) => !Number.isNaN(ms));
  return known.length === 0 ? NaN : known.reduce((sum, ms) => sum + ms);
}
