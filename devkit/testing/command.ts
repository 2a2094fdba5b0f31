import { DENO_RUN } from "../../src/std/mod.ts";
import { denoEnvironment } from "../world/shop_process.ts";
import { keepLines } from "./log_files.ts";

/** The result of a command, as an operator sees it. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  /** Without Deno's own lines about permissions. */
  readonly stderr: string;
}

/** How a command runs. */
export interface CommandOptions {
  readonly args?: readonly string[];
  /** Its settings. It gets no other variables of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** The name of its permissions in deno.json: `start` if absent. */
  readonly permissions?: string;
  /** Flags of `deno run`. */
  readonly flags?: readonly string[];
}

const REPOSITORY = new URL("../../", import.meta.url).pathname;

/** Starts `scripts/NAME.ts` in its own process. A name with a folder is a path in the repository. */
export function spawnScript(
  name: string,
  { args = [], env = {}, permissions = "start", flags = [] }: CommandOptions = {},
) {
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...DENO_RUN,
      `-P=${permissions}`,
      ...flags,
      `${name.includes("/") ? name : `scripts/${name}`}.ts`,
      ...args,
    ],
    cwd: REPOSITORY,
    clearEnv: true,
    env: { ...denoEnvironment(), ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs `scripts/NAME.ts` and waits for its end. */
export async function runScript(name: string, options?: CommandOptions): Promise<CommandResult> {
  return await outputOf(spawnScript(name, options));
}

/** Waits for the end of a command. */
export async function outputOf(child: Deno.ChildProcess): Promise<CommandResult> {
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  keepLines(decoder.decode(stderr));
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
