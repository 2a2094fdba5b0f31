/**
 * A prepared statement in a message Parse: its name as `prepared()` makes it, and its SQL. A byte of the length before
 * the name may look like a letter.
 */
const PARSED = /P[^]{4}([a-z_]+_[0-9a-f]{12}_\d+)\0([^\0]+)\0/g;
/** The same name in a message Bind. */
const BOUND = /\0([a-z_]+_[0-9a-f]{12}_\d+)\0/g;

/** Finds the SQL of statements that clients of PostgreSQL send under a name: only the first time holds their SQL. */
export class NamedStatements {
  readonly #sql = new Map<string, string>();

  /** What was sent, and the SQL of the statements that it names. */
  withSql(message: string): string {
    for (const [, name, sql] of message.matchAll(PARSED)) this.#sql.set(name!, sql!);
    const named = [...message.matchAll(BOUND)].map(([, name]) => this.#sql.get(name!));
    return [message, ...named.filter((sql) => sql !== undefined && !message.includes(sql))].join(
      "",
    );
  }
}
