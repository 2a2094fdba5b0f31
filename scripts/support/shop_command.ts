/**
 * Runs a command that needs the shop's servers.
 * @module
 */
import { type Command, runCommand } from "../../src/command.ts";
import { isOnlyReads, isUnavailable, remedyOf } from "../../src/postgres/mod.ts";
import { StorageUnavailable } from "../../src/storage/mod.ts";

/** Runs a command and ends the process with its exit code. If a server breaks in the middle, it says what to do. */
export function runShopCommand(command: Command): Promise<never> {
  return runCommand({ ...command, advise });
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
