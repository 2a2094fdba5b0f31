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
