import { type Database, pendingMigrations, ping } from "../postgres/mod.ts";
import { isBuiltFor } from "../event_log/mod.ts";
import type { ObjectStore } from "../storage/mod.ts";
import { freshFor, type ReadinessCheck } from "./readiness.ts";

/** What {@link createShopChecks} asks. */
export interface ShopChecksDeps {
  /** PostgreSQL. */
  readonly db: Database;
  /** B2. */
  readonly store: ObjectStore;
  /** Base of the URLs in the columns. */
  readonly publicUrl: string;
  /** The bot's id. */
  readonly botId: number;
}

/** A check of B2 is a request that is billed: one that held serves for this long. */
const B2_FRESH_MS = 60_000;

/** Makes the checks of a shop: database, schema, B2, projection. */
export function createShopChecks(
  { db, store, publicUrl, botId }: ShopChecksDeps,
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
  };
}
