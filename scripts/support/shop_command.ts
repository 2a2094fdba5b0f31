/**
 * Runs a command that needs the shop's servers.
 * @module
 */
import { type Command, type OptionValues, runCommand } from "../../src/command.ts";
import { isOnlyReads, isUnavailable, remedyOf } from "../../src/postgres/mod.ts";
import { onStop } from "../../src/stop.ts";
import { StorageUnavailable } from "../../src/storage/mod.ts";
import { closeEmbeddedServers } from "./database.ts";
import { printNote } from "./lines.ts";

/** A command, and whether it stops by itself when it is told to, with these options. */
export interface ShopCommand extends Command {
  readonly stopsItself?: (values: OptionValues) => boolean;
}

/** The exit codes that shells give to a process which a signal ended. */
const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs a command and ends the process with its exit code. If a server breaks in the middle, it says what to do. If the
 * command is told to stop, an embedded PostgreSQL that it has started is stopped too.
 */
export function runShopCommand({ stopsItself, ...command }: ShopCommand): Promise<never> {
  const run: Command["run"] = (values, names) =>
    stopsItself?.(values)
      ? command.run(values, names)
      : orStopped(() => command.run(values, names));
  return runCommand({ ...command, advise, run });
}

/** What the command does after it was told to stop, such as a failure without its server, is of no interest. */
async function orStopped(work: () => Promise<number>): Promise<number> {
  const stopped = Promise.withResolvers<keyof typeof EXIT_CODES>();
  onStop(stopped.resolve);
  const running = work();
  const ended = await Promise.race([
    running.then(() => undefined, () => undefined),
    stopped.promise,
  ]);
  if (ended === undefined) return await running;
  await closeEmbeddedServers();
  printNote("Stopped. What is done stays done.");
  return EXIT_CODES[ended];
}

/** No command needs more than to be run again. */
function advise(error: unknown): string | undefined {
  const remedy = remedyOf(error);
  if (remedy !== undefined) return `What helps: ${remedy}.`;
  // Its hint says what helps.
  if (isOnlyReads(error)) return undefined;
  const away = isUnavailable(error)
    ? "PostgreSQL"
    : error instanceof StorageUnavailable
    ? "B2"
    : undefined;
  return away && `${away} cannot be reached now. Run the command again: what is done stays done.`;
}
