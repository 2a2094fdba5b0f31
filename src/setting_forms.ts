/**
 * The forms of settings: what a value must look like, and what is made of it.
 * @module
 */
import * as v from "valibot";
import { isCron } from "./std/mod.ts";

/** Any text. */
export const text = v.string();
/** A secret that a client sends. */
export const token = v.pipe(text, v.minLength(16, "must have at least 16 characters"));
/** A text that a function finds no problem in. */
export const without = (problemOf: (value: string) => string | undefined) =>
  v.pipe(
    text,
    v.check(
      (value) => problemOf(value) === undefined,
      ({ input }) => problemOf(input) ?? "",
    ),
  );
/** An HTTP address, without a slash at its end, that a function finds no problem in. */
export const httpUrl = (problemOf: (value: string) => string | undefined) =>
  v.pipe(without(problemOf), v.transform((url) => url.replace(/\/+$/, "")));
/** A whole number. */
export const wholeNumber = (least: number, most: number) =>
  v.pipe(
    text,
    v.check(
      (value) => /^\d{1,15}$/.test(value) && Number(value) >= least && Number(value) <= most,
      `must be a whole number from ${least} to ${most}`,
    ),
    v.transform(Number),
  );
/** One of some words. */
export const oneOf = <const T extends string>(...values: readonly T[]) =>
  v.picklist(values, `must be one of ${values.join(", ")}`);

/** When a check runs: a cron line in UTC, or `off`. */
const checkAt = (cron: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.check(
        (value) => value === "off" || isCron(value),
        "must be off, or a cron line of five fields in UTC, such as 23 3 * * *",
      ),
      v.transform((value) => value === "off" ? undefined : value),
    ),
    cron,
  );

/** The settings of the checks by the clock. */
export const CHECK_SETTINGS = {
  CHECK_VERIFY_AT: checkAt("23 3 * * *"),
  CHECK_RECONCILE_AT: checkAt("41 3 * * *"),
  CHECK_SAMPLE_AT: checkAt("7 4 * * *"),
  CHECK_SAMPLE_SIZE: v.optional(wholeNumber(1, 10_000), "50"),
};
const Checks = v.object(CHECK_SETTINGS);

/** Telegram takes 30 messages a second of a bot in all (core.telegram.org/bots/faq, read 2026-11). */
const MOST_PER_MINUTE = 30 * 60;

/** The settings of the warm-up. */
export const WARM_UP_SETTINGS = {
  WARM_UP_PER_MINUTE: v.optional(wholeNumber(0, MOST_PER_MINUTE), "20"),
  WARM_UP_CHAT_ID: v.optional(
    v.pipe(
      text,
      v.regex(/^-?[1-9]\d{0,14}$/, "must be the id of a chat, such as -1001234567890"),
      v.transform(Number),
    ),
  ),
};
const WarmUp = v.object(WARM_UP_SETTINGS);

/** How the pictures are brought to a new bot. */
export interface WarmUpSettings {
  /** How many are uploaded; 0: none. */
  readonly perMinute: number;
  /** Where they are uploaded to. If absent, to an operator. */
  readonly chatId?: number | undefined;
}

/** The warm-up of the settings. */
export function warmUpOf(settings: v.InferOutput<typeof WarmUp>): WarmUpSettings {
  return { perMinute: settings.WARM_UP_PER_MINUTE, chatId: settings.WARM_UP_CHAT_ID };
}

/** When the checks run. One without a time does not run. */
export interface CheckSchedule {
  readonly verify: string | undefined;
  readonly reconcile: string | undefined;
  readonly sample: string | undefined;
  /** How many pictures a sample has. */
  readonly sampleSize: number;
}

/** The schedule of the settings. */
export function scheduleOf(settings: v.InferOutput<typeof Checks>): CheckSchedule {
  return {
    verify: settings.CHECK_VERIFY_AT,
    reconcile: settings.CHECK_RECONCILE_AT,
    sample: settings.CHECK_SAMPLE_AT,
    sampleSize: settings.CHECK_SAMPLE_SIZE,
  };
}
