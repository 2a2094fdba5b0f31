/**
 * Makes a release: checks, gates, tag, notes.
 * @module
 */
import { type OptionValues, runCommand, UsageError } from "../src/command.ts";
import { makeRelease } from "./release/make_release.ts";

const HELP = `deno task release [--dry-run | --notes TAG]

Makes the release of the version in deno.json. No file may be changed and not
committed, the top entry of CHANGELOG.md must be of this version, and the
database of deno task golden must be there. Then it runs .ci/run, which takes
15 to 40 minutes, makes the tag, and prints the notes and what to do next.

  --dry-run     checks all but the gates, makes no tag, and prints the notes
  --notes TAG   prints the notes only; TAG must be that of the version

Exits 0 done, 1 something is in the way, 2 wrong usage.`;

const OPTIONS = { "dry-run": { type: "boolean" }, notes: { type: "string" } } as const;

async function run({ "dry-run": dryRun, notes }: OptionValues): Promise<number> {
  if (dryRun && notes !== undefined) {
    throw new UsageError("--dry-run and --notes exclude each other");
  }
  const { problems, text } = await makeRelease(Deno.cwd(), {
    dryRun: dryRun === true,
    ...(typeof notes === "string" && { notesOf: notes }),
  });
  for (const problem of problems) console.error(problem);
  if (text !== undefined) console.log(text);
  return problems.length > 0 ? 1 : 0;
}

if (import.meta.main) await runCommand({ help: HELP, options: OPTIONS, run });
