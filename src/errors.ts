/**
 * The base of Vitrine's own errors. A failure is thrown. A refusal is a value that is returned.
 * @module
 */

/** An error with a stable code. Its message may change, its code does not. */
export abstract class VitrineError extends Error {
  /** In lower snake case. It is stored and logged. */
  abstract readonly code: string;

  /** The message says which action failed. `cause` holds the error of the other side. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** An error that tells the operator what is in the way and what helps. */
export abstract class ExplainedError extends VitrineError {
  /** One line for each problem or advice. They are shown below the message. */
  readonly lines: readonly string[];

  /** Takes the message, and the lines below it. */
  constructor(message: string, lines: readonly string[], options?: ErrorOptions) {
    super(message, options);
    this.lines = lines;
  }
}

/** Ends an exhaustive switch. The types allow no such value, so it is a bug when one comes. */
export function unreachable(value: never): never {
  throw new TypeError(`Cannot handle the value ${JSON.stringify(value)}: no case names it`);
}
