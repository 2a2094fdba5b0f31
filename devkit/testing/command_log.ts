/**
 * An event log for the operators' commands: two products with two events each.
 * @module
 */
import { runScript } from "./command.ts";
import { addProduct, appendAll } from "./event_log.ts";
import { captured, uploaded } from "./images.ts";
import { openUnit } from "./unit.ts";

/** Opens the log. `run` runs a command on it, such as `run("verify", "--json")`. */
export async function openCommandLog() {
  const log = await openUnit({ db: "projected" });
  for (const id of ["TBF-1", "TBF-2"]) {
    await addProduct(log.db, id);
    await appendAll(log.db, id, uploaded("a"), captured("AgAC1"));
  }
  const run = (name: string, ...args: string[]) =>
    runScript(name, { args, env: { DATABASE_URL: log.url } });
  return Object.assign(log, { run });
}

/** The lines of an output. */
export function lines(text: string): string[] {
  return text.trimEnd().split("\n");
}

/** The values of an output in JSON lines. */
// deno-lint-ignore no-explicit-any -- each test knows what its command prints
export function json(text: string): any[] {
  return lines(text).map((line) => JSON.parse(line));
}
