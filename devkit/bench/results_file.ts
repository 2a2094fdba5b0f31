/**
 * docs/benchmarks/NAME.json: the last results of a benchmark on each major version of PostgreSQL.
 * @module
 */
import { dirname } from "node:path";
import { plotViews } from "./plot.ts";
import type { Results } from "./run_bench.ts";

/** Results by the server that they were measured on, such as `PostgreSQL 15`. Newer servers come last. */
export type ResultsByServer = Readonly<Record<string, Results>>;

/** Replaces the results of this server, keeps those of others, and draws the plot beside them. */
export async function writeResults(results: Results, file: string): Promise<void> {
  await Deno.mkdir(dirname(file), { recursive: true });
  const kept = { ...await readResults(file), [serverOf(results)]: results };
  const ordered = Object.entries(kept).sort(([one], [other]) =>
    one.localeCompare(other, "en", { numeric: true })
  );
  const all: ResultsByServer = Object.fromEntries(ordered);
  await Deno.writeTextFile(file, `${JSON.stringify(all, null, 2)}\n`);
  const plot = plotNewest(all);
  if (plot !== undefined) await Deno.writeTextFile(`${dirname(file)}/views.svg`, plot);
}

/** Draws the views on the newest server. Undefined if there are none. */
export function plotNewest(all: ResultsByServer): string | undefined {
  const newest = Object.values(all).at(-1);
  return newest && plotViews(newest);
}

async function readResults(file: string): Promise<ResultsByServer> {
  try {
    return JSON.parse(await Deno.readTextFile(file));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}

function serverOf({ versions }: Results): string {
  const [major] = /^\d+/.exec(versions.postgres ?? "") ?? [];
  return major === undefined ? "no PostgreSQL" : `PostgreSQL ${major}`;
}
