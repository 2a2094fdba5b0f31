import assert from "node:assert/strict";
import type { Fault } from "@vitrine/local-telegram";
import { LOCALES } from "../../../src/telegram/locales/mod.ts";
import type { FaultShop } from "../shop.ts";

/** A way in which any call of the bot can break. */
export interface Break {
  readonly fault: string;
  /** What the local Telegram does, once. */
  readonly inject: Fault;
  /**
   * What the bot does then. `waits`: it repeats the same call. `again`: the update is handled again. `gives up`: the
   * user must ask again.
   */
  readonly course: "waits" | "again" | "gives up";
  /** Telegram has done the call, but its answer is lost. */
  readonly acted: boolean;
}

const tooMany = (retryAfter: number): Fault => ({
  code: 429,
  description: `Too Many Requests: retry after ${retryAfter}`,
  retryAfter,
});

/**
 * Every way in which a call can break. The local Telegram ends the silences. A time-out of 20 s would be too long for a
 * cell.
 */
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
    fault: "silence, then the socket is dropped",
    inject: { hold: true, dropConnection: "before" },
    course: "again",
    acted: false,
  },
  { fault: "silence, then the answer", inject: { hold: true }, course: "waits", acted: false },
];

/**
 * Asserts that the bot waited as long as a 429 asked. A call that comes too early would be refused too. An apology may
 * come too early: it is another message, and it is tried once.
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
  assert.equal(refused.length, 1, "one 429, and no call came too early");
}

/** The longest wait after which the bot itself repeats a call: `maxDelaySeconds` of src/telegram/api.ts. */
const LONGEST_WAIT_S = 30;

/** Moves Telegram's clock to the end of a wait that is too long for the bot. */
export async function passTime(
  { telegram: { control } }: FaultShop,
  { retryAfter = 0 }: Fault,
): Promise<void> {
  if (retryAfter > LONGEST_WAIT_S) await control.advanceClock(retryAfter * 1000);
}
