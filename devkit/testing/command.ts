import { denoEnvironment } from "../world/shop_process.ts";
import { keepLines } from "./log_files.ts";

/** What an operator sees of a command. */
export interface CommandResult {
  /** The exit code. */
  readonly code: number;
  /** Standard output. */
  readonly stdout: string;
  /** Standard error, without what Deno itself says of its permissions. */
  readonly stderr: string;
}

/** How a command is run. */
export interface CommandOptions {
  /** Its arguments. */
  readonly args?: readonly string[];
  /** Its settings; nothing else of this process's environment reaches it. */
  readonly env?: Readonly<Record<string, string>>;
}

const REPOSITORY = new URL("../../", import.meta.url).pathname;

/** Starts `scripts/NAME.ts`, or a name with its folder, in a process of its own. */
export function spawnScript(name: string, { args = [], env = {} }: CommandOptions = {}) {
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "-P=start",
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

/** Runs `scripts/NAME.ts` to its end. */
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
