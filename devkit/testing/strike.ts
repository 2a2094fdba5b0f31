/** How the proxy breaks a statement. */
export type StatementEffect =
  /** The connection is reset. The server never gets the statement. */
  | "cut"
  /** The server runs it. Then the connection is reset instead of the answer. */
  | "lose_answer"
  /** The server runs it. Then the connection is reset after half of the answer. */
  | "halve_answer"
  | Hold;

/** What is held up. */
export interface Hold {
  /** The statement waits for this before it goes to the server. */
  readonly before?: () => Promise<unknown>;
  /** The answer waits for this. */
  readonly after?: () => Promise<unknown>;
}

/** The statement to break: the first one whose SQL contains the text, or a later one. */
export interface Strike {
  /** A part of the SQL. */
  readonly statement: string;
  readonly effect: StatementEffect;
  /** How many matching statements pass before it. None if absent. */
  readonly skip?: number;
}
