/**
 * The first step of `deno task test`: writes the groups of test files.
 * @module
 */
import { runCommand } from "../src/command.ts";
import { findTestFiles, groupsOf, textOf } from "./testing/groups.ts";
import { sized } from "./testing/sample.ts";

const HELP = `deno run -P=groups devkit/group_tests.ts

Writes the groups of test files to .test-groups, and prints how many workers
should run them at once. The files of a group share one worker, so each module
is loaded once for all of them.

Exits 0 done, 1 failed, 2 wrong usage.`;

/** They keep two cores busy. In a whole run more tests wait. Ten take no less time, and 600 MiB more. */
const WORKERS = sized({ all: 6, sample: 4 });

const GROUPS = new URL("../.test-groups/", import.meta.url);

async function run(): Promise<number> {
  // A group of an earlier run may name a file that is gone.
  await Deno.remove(GROUPS, { recursive: true }).catch(() => {});
  await Deno.mkdir(GROUPS, { recursive: true });
  for (const group of groupsOf(await findTestFiles())) {
    await Deno.writeTextFile(new URL(`${group.name}.ts`, GROUPS), textOf(group));
  }
  console.log(WORKERS);
  return 0;
}

if (import.meta.main) await runCommand({ help: HELP, run });
