/**
 * What every command has in common: its arguments, its settings, `--help`, a clear answer to what is wrong with them,
 * an exit code.
 * @module
 */
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { type Config, readConfig } from "./config.ts";
import { describeError } from "./log.ts";
import { isPermitted } from "./permissions.ts";

/** Wrong usage, said to the operator beside the help; the exit code is then 2. */
export class UsageError extends Error {}

/** Settings that are wrong or missing, said to the operator; the exit code is then 2. */
export class WrongSettings extends Error {
  /** Takes every problem, one line each, without any secret. */
  constructor(problems: readonly string[]) {
    super(["The settings are wrong:", ...problems].join("\n  - "));
  }
}

/** The values of a command's options, by their names. */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

/** A command. */
export interface Command {
  /** What `--help` prints. */
  readonly help: string;
  /** Its options, as `parseArgs` of node:util takes them; `help` is added. */
  readonly options?: ParseArgsOptionsConfig;
  /**
   * Does it and returns the exit code: 0 done, 1 found or failed.
   *
   * @throws {UsageError | WrongSettings} for the exit code 2.
   */
  run(values: OptionValues): Promise<number>;
}

/** Runs a command and ends the process with its exit code. */
export async function runCommand(command: Command): Promise<never> {
  Deno.exit(await execute(command, Deno.args));
}

/** Runs a command with these arguments and returns its exit code. */
export async function execute(command: Command, args: readonly string[]): Promise<number> {
  try {
    const options = { ...command.options, help: { type: "boolean", short: "h" } } as const;
    const values = read(options, args);
    if (values.help === true) {
      console.log(command.help);
      return 0;
    }
    return await command.run(values);
  } catch (error) {
    console.error(describeError(error).message);
    if (error instanceof WrongSettings) return 2;
    if (!(error instanceof UsageError)) return 1;
    console.error(`\n${command.help}`);
    return 2;
  }
}

/**
 * Reads the settings from the environment.
 *
 * @throws {WrongSettings} if they have problems.
 */
export function readSettings(): Config {
  const settings = readConfig(Deno.env.toObject(), isPermitted);
  if ("problems" in settings) throw new WrongSettings(settings.problems);
  return settings.config;
}

function read(options: ParseArgsOptionsConfig, args: readonly string[]): OptionValues {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values as OptionValues;
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause));
  }
}
