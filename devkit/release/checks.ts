/**
 * What must be so before a version is released, and its tag.
 * @module
 */
import { type Entry, readChangelog } from "./changelog.ts";

/** What a release is made of. */
export interface Release {
  /** Such as `v1.0.0`. */
  readonly tag: string;
  /** The text of CHANGELOG.md. */
  readonly notes: string;
}

/** A version as https://semver.org/ defines it, without metadata of a build. */
const VERSION = /^\d+\.\d+\.\d+(-[\w.-]+)?$/;

/** Reads what the files of a repository say of its next release: the release, or what is wrong with them. */
export async function readRelease(dir: string): Promise<Release | { readonly problems: string[] }> {
  const { version } = JSON.parse(await Deno.readTextFile(`${dir}/deno.json`));
  if (typeof version !== "string" || !VERSION.test(version)) {
    return { problems: [`deno.json: "version" must be like 1.0.0, is ${JSON.stringify(version)}`] };
  }
  const text = await Deno.readTextFile(`${dir}/CHANGELOG.md`).catch(() => "");
  const [top] = readChangelog(text);
  const problems = top === undefined
    ? ["CHANGELOG.md: there is no entry such as ## 1.0.0"]
    : problemsOfEntry(top, version);
  const golden = `tests/golden/release_${version}.json`;
  if (!await Deno.stat(`${dir}/${golden}`).then(() => true, () => false)) {
    problems.push(`${golden} is missing: deno task golden writes it`);
  }
  return problems.length > 0 ? { problems } : { tag: `v${version}`, notes: top!.notes };
}

function problemsOfEntry({ version, notes }: Entry, wanted: string): string[] {
  if (version !== wanted) {
    return [`CHANGELOG.md: the top entry is ${version}, but the version in deno.json is ${wanted}`];
  }
  return notes === "" ? [`CHANGELOG.md: the entry ${version} says nothing`] : [];
}

/** What git says against a release now: changed files, or a tag that exists. */
export async function problemsOfGit(dir: string, tag: string): Promise<string[]> {
  const problems: string[] = [];
  const changed = (await git(dir, "status", "--porcelain")).split("\n").filter((line) =>
    line !== ""
  );
  if (changed.length > 0) {
    const more = changed.length > 1 ? ` and ${changed.length - 1} more` : "";
    problems.push(`${changed[0]!.slice(3)}${more}: commit or remove what has changed`);
  }
  if (await git(dir, "tag", "--list", tag) !== "") problems.push(`The tag ${tag} exists already`);
  return problems;
}

/** Runs `.ci/run`. True if every gate was passed. */
export async function passesGates(dir: string): Promise<boolean> {
  const { success } = await new Deno.Command("bash", { args: [".ci/run"], cwd: dir }).spawn()
    .status;
  return success;
}

/** Makes an annotated tag on the commit that is checked out. */
export async function makeTag(dir: string, { tag, notes }: Release): Promise<void> {
  // The notes have headings, which git would take for comments.
  await git(
    dir,
    "tag",
    "--annotate",
    tag,
    "--cleanup=whitespace",
    "--message",
    `${tag}\n\n${notes}`,
  );
}

async function git(dir: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("git", { args, cwd: dir }).output();
  if (success) return new TextDecoder().decode(stdout).trimEnd();
  throw new Error(`git ${args[0]}: ${new TextDecoder().decode(stderr).trim()}`);
}
