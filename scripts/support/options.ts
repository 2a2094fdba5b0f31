/**
 * What the options of commands say.
 * @module
 */
import { type OptionValues, UsageError } from "../../src/command.ts";

/** What {@link wholeNumber} takes. */
export interface WholeNumbers {
  /** Stands for an option that was not given. */
  readonly absent: number;
  readonly least: number;
  readonly most: number;
}

/** The text of an option; undefined if it was not given. */
export function optionalText(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  if (value === "") throw new UsageError(`--${name} must not be empty`);
  return typeof value === "string" ? value : undefined;
}

/** The whole number of an option, within its bounds. */
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

/** The position of an option; undefined if it was not given. */
export function optionalPosition(values: OptionValues, name: string): number | undefined {
  const text = optionalText(values, name);
  if (text === undefined) return undefined;
  const position = readPosition(text);
  if (position === undefined) throw new UsageError(`--${name} must be a position, is ${text}`);
  return position;
}

/** A position of the log: a whole number, at least 0. */
export function readPosition(text: string): number | undefined {
  const value = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(value) ? value : undefined;
}
