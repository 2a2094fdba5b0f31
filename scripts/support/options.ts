/**
 * Reads the options of commands.
 * @module
 */
import { type OptionValues, UsageError } from "../../src/command.ts";

/** The bounds of {@link wholeNumber}. */
export interface WholeNumbers {
  /** The value of an option that was not given. */
  readonly absent: number;
  readonly least: number;
  readonly most: number;
}

/** The text of an option. Undefined if it was not given. */
export function optionalText(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  if (value === "") throw new UsageError(`--${name} must not be empty`);
  return typeof value === "string" ? value : undefined;
}

/** The whole number of an option. */
export function wholeNumber(
  values: OptionValues,
  name: string,
  { absent, least, most }: WholeNumbers,
): number {
  const text = optionalText(values, name) ?? String(absent);
  const value = readPosition(text);
  if (value !== undefined && value >= least && value <= most) return value;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}, is ${text}`);
}

/** The position of an option. Undefined if it was not given. */
export function optionalPosition(values: OptionValues, name: string): number | undefined {
  const text = optionalText(values, name);
  if (text === undefined) return undefined;
  const position = readPosition(text);
  if (position === undefined) {
    throw new UsageError(`--${name} must be a position such as 1234, is ${text}`);
  }
  return position;
}

/** A position of the log: a whole number from 0. Undefined for any other text. */
export function readPosition(text: string): number | undefined {
  const value = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(value) ? value : undefined;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$/;

/** Whether a text is a time with its zone, such as `2026-05-01T12:00:00Z`. */
export function isInstant(text: string): boolean {
  return INSTANT.test(text) && isCalendarDay(text.slice(0, 10)) && !isNaN(Date.parse(text));
}

/** `Date.parse` reads 30 February as 2 March. */
function isCalendarDay(day: string): boolean {
  const time = Date.parse(day);
  return !isNaN(time) && new Date(time).toISOString().startsWith(day);
}
