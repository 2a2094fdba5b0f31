import assert from "node:assert/strict";
import type { Fault } from "@vitrine/local-telegram";
import { LOCALES } from "../../../src/telegram/locales/mod.ts";
import type { FaultShop } from "../shop.ts";

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
    acted: false,
  },
  {
    fault: "socket dropped after Telegram has acted",
    inject: { dropConnection: "after" },
    course: "again",
    acted: true,
  },
  {
    fault: "silence, then the socket dropped",
    inject: { hold: true, dropConnection: "before" },
    course: "again",
    acted: false,
  },
  { fault: "silence, then the answer", inject: { hold: true }, course: "waits", acted: false },
];

/**
 * Whoever is told to wait keeps to it: Telegram refuses all that comes before. An apology may be among that: it is
 * tried once, and is another message.
 */
export async function assertNoneTooEarly(
  { telegram: { control } }: FaultShop,
  sinceId: number,
  { code, method }: Fault,
): Promise<void> {
  if (code !== 429) return;
  const calls = await control.calls({ sinceId, ...(method !== undefined && { method }) });
  const refused = calls.filter(({ status, payload }) =>
    status === 429 && payload.text !== LOCALES.en.failed
  );
  assert.equal(refused.length, 1, "told to wait, and not once more");
}

/** What the bot waits for by itself: `maxDelaySeconds` of src/telegram/api.ts. */
const LONGEST_WAIT_S = 30;

/** Lets Telegram's time pass where nobody waits for it: somebody asks again when it is over. */
export async function passTime(
  { telegram: { control } }: FaultShop,
  { retryAfter = 0 }: Fault,
): Promise<void> {
  if (retryAfter > LONGEST_WAIT_S) await control.advanceClock(retryAfter * 1000);
}
