/**
 * `deno task bench`: measures the shop's work beside controls, and says which goals it reaches.
 * @module
 */
import { runCommand } from "../src/command.ts";
import { BENCHES } from "./bench/benches.ts";
import { benchCommand } from "./bench/command.ts";
import { printLines, printNote } from "../scripts/support/lines.ts";

if (import.meta.main) {
  await runCommand(benchCommand({ benches: BENCHES, print: printLines, say: printNote }));
}
