/**
 * The base of every failure that Vitrine names. A refusal is a value; a failure is thrown.
 * @module
 */

/** A failure with a code that stays the same when the wording changes. */
export abstract class VitrineError extends Error {
  /** Stable, lower snake case; stored and logged. */
  abstract readonly code: string;

  /** States the action that failed; `cause` holds the foreign error. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Ends an exhaustive switch: a value that the types say cannot be is a bug. */
export function unreachable(value: never): never {
  throw new TypeError(`Cannot handle the value ${JSON.stringify(value)}: no case names it`);
}
