/** What a benchmark ran on. */
import { cpus, release, type } from "node:os";

const ROOT = new URL("../../", import.meta.url);

/** A machine. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  /** Name and release of the operating system, and Deno's target. */
  readonly system: string;
}

/** Packages that the measured work spends its time in. */
const PACKAGES = [
  "grammy",
  "pg",
  "kysely",
  "pg-boss",
  "hono",
  "@aws-sdk/client-s3",
  "sharp",
  "imagescript",
  "pica",
];

/** Describes this machine. */
export function describeMachine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryGiB: Math.round(Deno.systemMemoryInfo().total / 2 ** 30),
    system: `${type()} ${release()}, ${Deno.build.target}`,
  };
}

/** The versions of Deno and of packages, by name. */
export async function readVersions(): Promise<Record<string, string>> {
  const { imports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const packages = PACKAGES.map((name) => [name, imports[name]?.split("@").at(-1) ?? "unknown"]);
  return { deno: Deno.version.deno, ...Object.fromEntries(packages) };
}

/** The commit that is checked out, with `+` if files differ from it. `unknown` without git. */
export async function describeCommit(): Promise<string> {
  const commit = await git(["rev-parse", "--short=10", "HEAD"]);
  const changes = await git(["status", "--porcelain", "--untracked-files=no"]);
  return commit === undefined ? "unknown" : `${commit}${changes === "" ? "" : "+"}`;
}

/** The number of processes that want a core: the mean of the last minute. */
export function loadAverage(): number {
  return Math.round(Deno.loadavg()[0]! * 100) / 100;
}

async function git(args: readonly string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args: [...args],
      cwd: ROOT,
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch {
    return undefined;
  }
}
