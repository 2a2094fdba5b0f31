/**
 * Runs a command: reads its options, prints `--help` and errors, and returns the exit code.
 * @module
 */
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { ExplainedError } from "./errors.ts";
import { describeError, fullMessageOf, redact } from "./log.ts";
import { visible, wrap } from "./std/mod.ts";

/** Lines are no longer than this, unless the terminal is wider. */
const COLUMNS = 80;

/** The options are wrong. The command prints its usage and exits with 2. */
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
  /** Whether names without `--` may follow. */
  readonly takesNames?: boolean;
  /**
   * Returns the exit code: 0 done, 1 found something or failed.
   *
   * @throws {UsageError | WrongSettings} to exit with 2.
   */
  run(values: OptionValues, names: readonly string[]): Promise<number>;
  /** Says what to do about an error, in a line. Undefined if the error says it all. */
  advise?(error: unknown): string | undefined;
}

/** How many columns lines in the terminal of this process may have: at least 80. */
export function terminalColumns(): number {
  try {
    return Math.max(COLUMNS, Deno.consoleSize().columns);
  } catch {
    return COLUMNS;
  }
}

/** Runs a command and ends the process with its exit code. */
export async function runCommand(command: Command): Promise<never> {
  Deno.exit(await execute(command, Deno.args));
}

/** Runs a command and returns its exit code. */
export async function execute(command: Command, args: readonly string[]): Promise<number> {
  try {
    const options = { ...command.options, help: { type: "boolean", short: "h" } } as const;
    const { values, names } = read(options, args, command.takesNames === true);
    if (values.help === true) {
      console.log(command.help);
      return 0;
    }
    return await command.run(values, names);
  } catch (error) {
    printError(linesOf(error, command));
    if (error instanceof WrongSettings) return 2;
    if (!(error instanceof UsageError)) return 1;
    // The whole help would push the problem off the screen.
    const [usage] = command.help.split("\n\n");
    console.error(`\n${usage}\n--help lists the options.`);
    return 2;
  }
}

function linesOf(error: unknown, { advise }: Command): readonly string[] {
  if (error instanceof WrongSettings) return error.lines;
  if (error instanceof ExplainedError) return [error.message, ...error.lines];
  const advice = advise?.(error);
  return [fullMessageOf(describeError(error)), ...(advice === undefined ? [] : [advice])];
}

/**
 * People read a terminal, so lines are short there. A log collector gets each problem as one line. Hidden characters are
 * escaped: an error may quote what a stranger wrote. Secrets are replaced: PostgreSQL quotes values of a row.
 */
function printError(lines: readonly string[]): void {
  const width = Deno.stderr.isTerminal() ? terminalColumns() : Infinity;
  const wrapped = lines.flatMap((line) => wrap(visible(redact(line)), width, "    "));
  console.error(wrapped.join("\n"));
}

function read(
  options: ParseArgsOptionsConfig,
  given: readonly string[],
  allowPositionals: boolean,
): { readonly values: OptionValues; readonly names: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...given],
      options,
      allowPositionals,
      strict: true,
    });
    return { values: values as OptionValues, names: positionals };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(message.replaceAll("\n", " "));
  }
}
