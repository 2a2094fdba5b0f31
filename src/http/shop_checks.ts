import { type Database, pendingMigrations, ping } from "../postgres/mod.ts";
import { isBuiltFor } from "../event_log/mod.ts";
import type { ObjectStore } from "../storage/mod.ts";
import { freshFor, type ReadinessCheck } from "./readiness.ts";

/** The parts that {@link createShopChecks} checks. */
export interface ShopChecksDeps {
  readonly db: Database;
  readonly store: ObjectStore;
  /** The base of the URLs in the columns. */
  readonly publicUrl: string;
  readonly botId: number;
  /** The names of the loops that make no progress; undefined until the loops run. */
  readonly stalled: () => readonly string[] | undefined;
}

/**
 * A passed check of B2 is valid for this time. It costs a listing, and an account has 2500 of these for free each day:
 * this asks 288 times (backblaze.com/cloud-storage/transaction-pricing).
 */
const B2_FRESH_MS = 300_000;

/** Creates the checks of a shop: PostgreSQL, schema, B2, projection, and the work that it does for its users. */
export function createShopChecks(
  { db, store, publicUrl, botId, stalled }: ShopChecksDeps,
): Readonly<Record<string, ReadinessCheck>> {
  return {
    postgresql: () => ping(db),
    schema: async () => {
      if ((await pendingMigrations(db)).length > 0) return { refused: "migrations_missing" };
      return undefined;
    },
    b2: freshFor(B2_FRESH_MS, () => store.check()),
    projection: async () => {
      const built = await isBuiltFor(db, { botId, publicUrl });
      return built ? undefined : { refused: "not_built_for_this_bot" };
    },
    work: () => {
      const names = stalled();
      if (names === undefined) return Promise.resolve({ refused: "not_started" });
      const [first] = names;
      return Promise.resolve(first === undefined ? undefined : { refused: `${first}_stalled` });
    },
  };
}
