import { makeTag, passesGates, problemsOfGit, readRelease } from "./checks.ts";

/** How far to go. */
export interface ReleaseOptions {
  /** Checks all but the gates, and makes no tag. */
  readonly dryRun?: boolean;
  /** Only the notes are wanted, of this tag. */
  readonly notesOf?: string;
}

/** What came of it: something is in the way, or a text for the person who releases. */
export interface ReleaseResult {
  readonly problems: readonly string[];
  readonly text?: string;
}

/** Makes the release of the repository in a folder. */
export async function makeRelease(
  dir: string,
  { dryRun = false, notesOf }: ReleaseOptions = {},
): Promise<ReleaseResult> {
  const release = await readRelease(dir);
  if ("problems" in release) return release;
  const { tag, notes } = release;
  if (notesOf !== undefined) {
    if (notesOf === tag) return { problems: [], text: notes };
    return { problems: [`The tag of the version in deno.json is ${tag}, not ${notesOf}`] };
  }
  const problems = await problemsOfGit(dir, tag);
  if (problems.length > 0) return { problems };
  if (dryRun) {
    const end = `Nothing is in the way of ${tag}. The gates were not run, no tag was made.`;
    return { problems, text: `${notes}\n\n${end}` };
  }
  if (!await passesGates(dir)) return { problems: ["A gate of .ci/run failed"] };
  // A gate may have written a file.
  const late = await problemsOfGit(dir, tag);
  if (late.length > 0) return { problems: late };
  await makeTag(dir, release);
  return {
    problems: [],
    text: `${notes}\n\nTagged ${tag}. To publish it: git push origin ${tag}`,
  };
}
