/**
 * Runs a command: reads its options and the settings, prints `--help` and errors, and returns the exit code.
 * @module
 */
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { type Config, readConfig } from "./config.ts";
import { describeError } from "./log.ts";
import { isPermitted } from "./permissions.ts";
import { isUnavailable } from "./postgres/mod.ts";
import { StorageUnavailable } from "./storage/mod.ts";
import { visible, wrap } from "./std/mod.ts";

const TERMINAL_COLUMNS = 80;

/** The options are wrong. The command prints its help and exits with 2. */
export class UsageError extends Error {}

/** Settings are wrong or missing. The command exits with 2. */
export class WrongSettings extends Error {
  /** One line for each problem. */
  readonly lines: readonly string[];

  /** Takes one line for each problem, without secrets. */
  constructor(problems: readonly string[]) {
    const lines = ["The settings are wrong:", ...problems.map((problem) => `  - ${problem}`)];
    super(lines.join("\n"));
    this.lines = lines;
  }
}

/** The values of options by their names. An option that may be repeated has a list. */
export type OptionValues = Readonly<
  Record<string, string | boolean | readonly string[] | undefined>
>;

/** A command of an operator. */
export interface Command {
  /** The text of `--help`. */
  readonly help: string;
  /** For `parseArgs` of node:util. `--help` is added to them. */
  readonly options?: ParseArgsOptionsConfig;
  /**
   * Returns the exit code: 0 done, 1 found something or failed.
   *
   * @throws {UsageError | WrongSettings} to exit with 2.
   */
  run(values: OptionValues): Promise<number>;
}

/** Runs a command and ends the process with its exit code. */
export async function runCommand(command: Command): Promise<never> {
  Deno.exit(await execute(command, Deno.args));
}

/** Runs a command and returns its exit code. */
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
    printError(linesOf(error));
    if (error instanceof WrongSettings) return 2;
    if (!(error instanceof UsageError)) return 1;
    console.error(`\n${command.help}`);
    return 2;
  }
}

/**
 * Reads the settings from the environment.
 *
 * @throws {WrongSettings} when a setting is wrong or missing.
 */
export function readSettings(): Config {
  const settings = readConfig(Deno.env.toObject(), isPermitted);
  if ("problems" in settings) throw new WrongSettings(settings.problems);
  return settings.config;
}

/** An outside part that broke in the middle is named, and what to do. No command needs more than to be run again. */
function linesOf(error: unknown): readonly string[] {
  if (error instanceof WrongSettings) return error.lines;
  const { message } = describeError(error);
  if (isUnavailable(error)) {
    return [
      message,
      "PostgreSQL cannot be reached now. Run the command again: what is done stays done.",
    ];
  }
  if (error instanceof StorageUnavailable) {
    return [message, "B2 cannot be reached now. Run the command again: what is done stays done."];
  }
  return [message];
}

/**
 * People read a terminal, so lines are short there. A log collector gets each problem as one line. Hidden characters are
 * escaped: an error may quote what a stranger wrote.
 */
function printError(lines: readonly string[]): void {
  const width = Deno.stderr.isTerminal() ? TERMINAL_COLUMNS : Infinity;
  const wrapped = lines.flatMap((line) => wrap(visible(line), width, "    "));
  console.error(wrapped.join("\n"));
}

function read(options: ParseArgsOptionsConfig, args: readonly string[]): OptionValues {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values as OptionValues;
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause));
  }
}
