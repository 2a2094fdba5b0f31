import type { Update } from "grammy/types";
import { describeError, logger } from "../../log.ts";
import { pause } from "../../std/mod.ts";
import { drained } from "./drain.ts";
import type { Inbox } from "./inbox.ts";
import type { HandleUpdate } from "./update_handler.ts";

/** How soon the updates of a process that was stopped beside this one are taken over. */
const LOOK_MS = 10_000;

/** What {@link openLeftovers} needs. */
export interface LeftoversOptions {
  readonly inbox: Inbox;
  readonly handleUpdate: HandleUpdate;
  /** The pause between two looks; 10 s if absent. */
  readonly everyMs?: number;
}

/**
 * Handles the updates that other processes have left in the inbox: at first all, because a process that was killed still
 * holds its own; then those that nobody holds any more. An update that is still being handled elsewhere has its effects
 * once all the same. Resolves when the first ones have taken their turns, and rejects if PostgreSQL is away.
 */
export async function openLeftovers(
  { inbox, handleUpdate, everyMs = LOOK_MS }: LeftoversOptions,
): Promise<AsyncDisposable> {
  const stopped = new AbortController();
  const { signal } = stopped;
  const running = new Set<Promise<void>>();

  async function handle(update: Update): Promise<void> {
    try {
      await handleUpdate(update, signal);
      await inbox.complete(update);
    } catch (error) {
      const about = { error: describeError(error) };
      logger("telegram").warn("An update is left for later: {error}", about);
      await inbox.failed(update);
    }
  }

  function begin(updates: readonly Update[]): void {
    for (const update of updates) {
      const handled = handle(update).finally(() => running.delete(handled));
      running.add(handled);
    }
  }

  async function look(): Promise<void> {
    while (!signal.aborted) {
      await pause(everyMs, signal);
      if (!signal.aborted) await inbox.take("released").then(begin, () => {});
    }
  }

  begin(await inbox.take("all"));
  const looking = look();
  return {
    [Symbol.asyncDispose]: async () => {
      stopped.abort();
      await looking;
      await drained(running);
    },
  };
}
