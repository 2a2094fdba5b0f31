import { sql } from "kysely";
import type { Database } from "./database.ts";
import { type Prepared, prepared, type Together } from "./prepared.ts";

/** A statement whose only row comes together with the rows of the first other statement that is asked. */
export interface Beside<Row> extends Together {
  /** The row. If nothing was asked, it is asked for alone. */
  row(): Promise<Row>;
}

/**
 * Makes a statement, which gives one row, into one that can be asked beside any other: one statement to PostgreSQL for
 * both. No column or value of
 * both may have the same name.
 */
export function besides<Values extends object, Row extends object>(
  own: Prepared<Values, Row>,
): (db: Database, values: Values) => Beside<Row> {
  // The types of other statements differ.
  // deno-lint-ignore no-explicit-any
  const joined = new WeakMap<object, Prepared<any, any>>();
  const join = <V extends object, R>(
    other: Prepared<V, R>,
  ): Prepared<Values & V, Row & R & Found> => {
    const known = joined.get(other) ?? joinOf(own, other);
    joined.set(other, known);
    return known;
  };
  return (db, values) => {
    let row: Promise<Row> | undefined;
    return {
      ask: async (other, otherValues) => {
        if (row !== undefined) return await other(db, otherValues);
        const asked = join(other)(db, { ...values, ...otherValues });
        row = asked.then((rows) => rows[0]!);
        // Whoever asked hears of a failure.
        row.catch(() => {});
        return (await asked).filter((each) => each.found);
      },
      row: () => row ??= own(db, values).then((rows) => rows[0]!),
    };
  };
}

/** Whether the other statement has given this row. */
interface Found {
  readonly found: true | null;
}

function joinOf<V extends object, Row, W extends object, R>(
  own: Prepared<V, Row>,
  other: Prepared<W, R>,
): Prepared<V & W, Row & R & Found> {
  return prepared<V & W, Row & R & Found>(`${other.label}_beside`, (values) =>
    sql`
      select own.*, other.*
      from (${own.build(values)}) own
      left join lateral (select true as found, each.* from (${other.build(values)}) each) other
        on true`);
}
