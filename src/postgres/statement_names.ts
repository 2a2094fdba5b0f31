import type pg from "pg";
import { logger, named } from "../log.ts";
import { BoundedMap, sha256Hex } from "../std/mod.ts";

/** The names of prepared statements, by their SQL. There are as many as the program has; the bound is for tests. */
const names = new BoundedMap<string, string>(1000);

/** Gives a statement a name. All pools send it under this name from now on. */
export function nameStatement(label: string, text: string): void {
  // Another version of the shop may send another statement with this label through the same pooler.
  names.set(text, `${label}_${sha256Hex(text).slice(0, 12)}`);
}

/**
 * Sends the statements of one pool, prepared ones under their names. A pooler in transaction mode gives each transaction
 * another session, which knows other names: then no more names are sent, and all still works, only slower.
 */
export class Sender {
  #namesAreKept = true;
  /** Part of the names: after a change of a table, a plan whose result had other types must not be used again. */
  #generation = 0;

  /** @throws what PostgreSQL answers; for a lost name in a transaction, an error that may pass. */
  async send(client: pg.PoolClient, text: string, values: unknown[]): Promise<unknown> {
    const name = this.#namesAreKept ? names.get(text) : undefined;
    if (name === undefined) return await client.query(text, values);
    try {
      return await client.query({ name: `${name}_${this.#generation}`, text, values });
    } catch (error) {
      if (!this.#learnFrom(error)) throw error;
      return await client.query(text, values).catch((again) => {
        // The transaction has failed with the name. Its next attempt sends none.
        throw codeOf(again) === IN_FAILED_TRANSACTION ? error : again;
      });
    }
  }

  /** Returns false for an error that has nothing to do with names. */
  #learnFrom(error: unknown): boolean {
    if (isStalePlan(error)) {
      this.#generation++;
      return true;
    }
    if (!LOST_NAME.test(codeOf(error))) return false;
    if (this.#namesAreKept) {
      const line = "PostgreSQL forgets prepared statements, as behind a pooler in transaction " +
        "mode: each statement is planned anew from now on";
      logger("postgres").warn(line, named("prepared_forgotten", {}));
    }
    this.#namesAreKept = false;
    return true;
  }
}

/**
 * A name that PostgreSQL does not know (26000), or knows already (42P05): the session is another one. Nothing was done.
 * Source: PostgreSQL 18, appendix A; pgbouncer.org/config.html#max_prepared_statements, read 2026-11.
 */
export const LOST_NAME = /^(26000|42P05)$/;

const IN_FAILED_TRANSACTION = "25P02";

/** "cached plan must not change result type": a column has another type since. The text of the message is translated. */
export function isStalePlan(error: unknown): boolean {
  return codeOf(error) === "0A000" &&
    (error as { readonly routine?: unknown }).routine === "RevalidateCachedQuery";
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
