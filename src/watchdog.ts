/**
 * Watches over the loops of the shop: it says in the log, and to `/readyz`, when one makes no progress, and when it goes on.
 * It restarts nothing: every wait in a loop has a deadline of its own, after which the loop goes on by itself.
 * @module
 */
import { logger, named } from "./log.ts";

/** A loop, or a work that must make progress. */
export interface WatchedLoop {
  /** Such as `polling`. */
  readonly name: string;
  /** Without progress for this time it counts as stalled, in milliseconds. */
  readonly limitMs: number;
  /** The time since its last progress, in milliseconds; 0 while it has nothing to do. */
  idleMs(): number;
}

/** Knows which loops stand still. */
export interface Watchdog extends AsyncDisposable {
  /** The names of the loops that are stalled now. */
  stalled(): readonly string[];
}

const LOOK_EVERY_MS = 1_000;

/** Looks at the loops until disposal, every second if `everyMs` is absent. */
export function openWatchdog(loops: readonly WatchedLoop[], everyMs = LOOK_EVERY_MS): Watchdog {
  const stalled = new Set<WatchedLoop>();
  const log = logger("watchdog");
  const look = () => {
    for (const loop of loops) {
      const { name, limitMs } = loop;
      const idleMs = Math.round(loop.idleMs());
      const about = { loop: name, idleMs };
      const isStalled = idleMs >= limitMs;
      if (isStalled === stalled.has(loop)) continue;
      if (isStalled) {
        stalled.add(loop);
        log.error("{loop} has made no progress for {idleMs} ms", named("loop_stalled", about));
      } else {
        stalled.delete(loop);
        log.info("{loop} goes on", named("loop_goes_on", about));
      }
    }
  };
  const timer = setInterval(look, everyMs);
  return {
    stalled: () => {
      look();
      return [...stalled].map(({ name }) => name);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(clearInterval(timer)),
  };
}
