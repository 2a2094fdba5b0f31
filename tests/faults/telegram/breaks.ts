import type { Fault } from "../../../src/embedded/telegram/mod.ts";

/** A way in which a call of the bot's can break, whatever the call is. */
export interface Break {
  /** For the table. */
  readonly fault: string;
  /** What the local Telegram is told to do, once. */
  readonly inject: Fault;
  /**
   * What becomes of what the bot was about: the same call comes through (it waited), the update is handled again, or
   * it is given up, and the user has to ask again.
   */
  readonly course: "waits" | "again" | "gives up";
  /**
   * It may have waited as well: what breaks on a connection that was used before, the HTTP client sends again by
   * itself.
   */
  readonly mayWait?: boolean;
  /** Telegram has done what it was asked, and the answer is lost. */
  readonly acted: boolean;
}

const tooMany = (retryAfter: number): Fault => ({
  code: 429,
  description: `Too Many Requests: retry after ${retryAfter}`,
  retryAfter,
});

/** Every way. The silences end by the local Telegram's doing, not by a time-out: 20 s are too long for a cell. */
export const BREAKS: readonly Break[] = [
  { fault: "429, a second", inject: tooMany(1), course: "waits", acted: false },
  { fault: "429, an hour", inject: tooMany(3600), course: "gives up", acted: false },
  {
    fault: "500",
    inject: { code: 500, description: "Internal Server Error: restart" },
    course: "again",
    acted: false,
  },
  {
    fault: "502 in HTML",
    inject: { htmlBody: "<html><h1>502 Bad Gateway</h1></html>" },
    course: "again",
    acted: false,
  },
  {
    fault: "socket dropped before Telegram acts",
    inject: { dropConnection: "before" },
    course: "again",
    mayWait: true,
    acted: false,
  },
  {
    fault: "socket dropped after Telegram has acted",
    inject: { dropConnection: "after" },
    course: "again",
    mayWait: true,
    acted: true,
  },
  {
    fault: "silence, then the socket dropped",
    inject: { hold: true, dropConnection: "before" },
    course: "again",
    mayWait: true,
    acted: false,
  },
  { fault: "silence, then the answer", inject: { hold: true }, course: "waits", acted: false },
];
