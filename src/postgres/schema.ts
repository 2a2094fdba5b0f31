import type { ColumnType, Generated } from "kysely";
import type { ImageColumn } from "../domain/mod.ts";

/**
 * Rows of `products`; the legacy shop's further columns are not named here and stay untouched. The image columns are
 * projected; before a legacy row is migrated, one may hold a local path.
 */
export interface ProductsTable extends Record<ImageColumn, string | null> {
  /** Primary key, such as `TBF-7KQ2MX`. */
  product_id: string;
  /** Plain text. */
  title: string | null;
  /** Plain text. */
  description: string | null;
  /** Telegram user id. */
  seller_id: number | null;
  /** Telegram username, without `@`. */
  seller_username: string | null;
  /** In hundredths of the currency. */
  price_minor: number | null;
  /** ISO 4217. */
  price_currency: string | null;
  /** The sale that listed it; unique. */
  sale_id: string | null;
  /** The catalogue shows the newest first. */
  listed_at: Generated<Date>;
  /** Null as long as it is on sale. */
  withdrawn_at: Date | null;
  /** Since when nothing of its seller is in the row any more; null unless its seller has asked for that. */
  deleted_for_good_at: Date | null;
}

/** Rows of `image_events`. */
export interface ImageEventsTable {
  /** Orders the whole log. */
  position: Generated<number>;
  /** Whose stream. */
  product_id: string;
  /** 1, 2, … within the stream. */
  version: number;
  /** Recognises an append that is repeated. */
  event_id: string;
  /** The event's name. */
  type: string;
  /** The version of the shape of `data`. */
  schema_version: number;
  /** `cover` or `thumb`. */
  image_type: string;
  /** The event's own fields. */
  data: unknown;
  /** What the projection reads of the event, see migration 011. */
  slot: string;
  /** The bot of a captured file id. */
  bot_id: number | null;
  /** An object key or a file id. */
  value: string | null;
  /** Actor, correlation and causation. */
  metadata: ColumnType<Record<string, unknown>, string, never>;
  /** When it was written. */
  recorded_at: Generated<Date>;
}

/** What the projected columns are built for: one row. */
export interface ImageProjectionTargetTable {
  /** Always true: there is one row. */
  only_row: Generated<boolean>;
  /** Whose file ids. */
  bot_id: number;
  /** Base of the URLs. */
  public_url: string;
  /** Since when. */
  built_at: Generated<Date>;
}

/** Rows of `dialogues`. */
export interface DialoguesTable {
  /** One dialogue a user. */
  user_id: number;
  /** What the dialogue is and where it stands. */
  state: ColumnType<unknown, string, string>;
  /** Since when it stands there. */
  updated_at: Generated<Date>;
}

/** Rows of `handled_updates`. */
export interface HandledUpdatesTable {
  /** Whose update. */
  bot_id: number;
  /** Telegram's id. */
  update_id: number;
  /** When its effects were written. */
  handled_at: Generated<Date>;
}

/** Rows of `reconcile_runs`: only ever added. */
export interface ReconcileRunsTable {
  /** The order of the runs. */
  run_id: Generated<number>;
  /** When it began. */
  started_at: Date;
  /** When it ended. */
  finished_at: Date;
  /** Whether every object was hashed. */
  deep: boolean;
  /** See `ReconcileCounts`. */
  objects: number;
  /** See `ReconcileCounts`. */
  pictures: number;
  /** See `ReconcileCounts`. */
  missing: number;
  /** See `ReconcileCounts`. */
  altered: number;
  /** See `ReconcileCounts`. */
  orphaned: number;
  /** See `ReconcileCounts`. */
  superseded: number;
  /** See `ReconcileCounts`. */
  repaired: number;
  /** See `ReconcileCounts`. */
  invalidated: number;
  /** See `ReconcileCounts`. */
  deleted: number;
}

/** Rows of `bot_users`. */
export interface BotUsersTable {
  /** Telegram user id. */
  user_id: number;
  /** The user's own choice. */
  language: string | null;
  /** Telegram's `language_code`, as of the last sale. */
  telegram_language: string | null;
}

/** The tables as Kysely knows them. */
export interface Schema {
  /** The catalogue. */
  products: ProductsTable;
  /** The log. */
  image_events: ImageEventsTable;
  /** What the projection is built for. */
  image_projection_target: ImageProjectionTargetTable;
  /** What reconcile found. */
  reconcile_runs: ReconcileRunsTable;
  /** What users chose. */
  bot_users: BotUsersTable;
  /** Where users stand. */
  dialogues: DialoguesTable;
  /** What is done. */
  handled_updates: HandledUpdatesTable;
}
