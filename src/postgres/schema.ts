import type { ColumnType, Generated } from "kysely";
import type { ImageColumn, PictureInOrder, PICTURES_COLUMN } from "../domain/mod.ts";

/**
 * Rows of `products`; the legacy shop's further columns are not named here and stay untouched. The image columns are
 * projected; before a legacy row is migrated, one may hold a local path.
 */
export interface ProductsTable extends Record<ImageColumn, string | null> {
  /** Projected: all pictures in their order; null for a product of which no event speaks of a further one. */
  [PICTURES_COLUMN]: ColumnType<readonly PictureInOrder[] | null, never, never>;
  /** The primary key, such as `TBF-7KQ2MX`. */
  product_id: string;
  /** Plain text. */
  title: string | null;
  /** Plain text. */
  description: string | null;
  /** A Telegram user id. */
  seller_id: number | null;
  /** A Telegram username without `@`, as of the sale; in legacy rows any text. */
  seller_username: string | null;
  /** In hundredths of the currency. */
  price_minor: number | null;
  /** ISO 4217. */
  price_currency: string | null;
  /** The sale that listed the product; unique. */
  sale_id: string | null;
  listed_at: Generated<Date>;
  /** Null if the product is on sale. */
  withdrawn_at: Date | null;
  /** When the seller marked it as sold. It counts only while `withdrawn_at` is set. */
  marked_sold_at: Date | null;
  /** When the seller deleted the product for good, and the row was emptied. */
  deleted_for_good_at: Date | null;
}

/** Rows of `image_events`. */
export interface ImageEventsTable {
  /** The order of the whole log. */
  position: Generated<number>;
  product_id: string;
  /** 1, 2, … for each product. */
  version: number;
  /** A repeated append is recognised by it. */
  event_id: string;
  type: string;
  /** The version of the shape of `data`. */
  schema_version: number;
  image_type: string;
  data: unknown;
  /** What the projection reads of the event, see migration 011. */
  slot: string;
  /** The bot of a captured file id. */
  bot_id: number | null;
  /** An object key or a file id. */
  value: string | null;
  /** Actor, correlation and causation. */
  metadata: ColumnType<Record<string, unknown>, string, never>;
  recorded_at: Generated<Date>;
}

/** The one row of `image_projection_target`: what the projected columns are built for. */
export interface ImageProjectionTargetTable {
  only_row: Generated<boolean>;
  bot_id: number;
  /** The base of the URLs. */
  public_url: string;
  /** False while a process rebuilds the columns for this target. */
  is_built: Generated<boolean>;
  built_at: Generated<Date>;
  /** The bot whose warm-up has ended. */
  warmed_bot_id: ColumnType<number | null, number | undefined, number>;
}

/** Rows of `dialogues`. */
export interface DialoguesTable {
  user_id: number;
  state: ColumnType<unknown, string, string>;
  updated_at: Generated<Date>;
}

/** Rows of `handled_updates`. */
export interface HandledUpdatesTable {
  bot_id: number;
  update_id: number;
  handled_at: Generated<Date>;
}

/** Rows of `reconcile_runs`. The counts are explained at `ReconcileCounts`. */
export interface ReconcileRunsTable {
  run_id: Generated<number>;
  started_at: Date;
  finished_at: Date;
  /** Whether every object was downloaded and hashed. */
  deep: boolean;
  objects: number;
  pictures: number;
  missing: number;
  altered: number;
  orphaned: number;
  superseded: number;
  repaired: number;
  invalidated: number;
  deleted: number;
  /** The first findings, see `KeptFinding`. */
  findings: ColumnType<readonly unknown[], string | undefined, never>;
}

/** Rows of `imported_products`: what an import took over last. */
export interface ImportedProductsTable {
  product_id: string;
  /** The name of the file or table. */
  source: string;
  /** The source's values by field. */
  imported: unknown;
  imported_at: Generated<Date>;
}

/** Rows of `update_inbox`: updates that are being handled. */
export interface UpdateInboxTable {
  bot_id: number;
  update_id: number;
  /** The update, as Telegram sent it. */
  body: unknown;
  saved_at: Generated<Date>;
  /** Until then the process that saved it has it for itself. */
  held_until: Date;
}

/** Rows of `bot_users`. */
export interface BotUsersTable {
  user_id: number;
  /** The user's own choice; null if there is none. */
  language: string | null;
  /** Telegram's `language_code`, as of the last sale. */
  telegram_language: string | null;
  /** Of a seller, without `@`, as Telegram said it last; null if there is none. */
  username: string | null;
  /** When Telegram said it. */
  username_seen_at: Date | null;
}

/** Rows of `operator_actions`: what operators did in the console. */
export interface OperatorActionsTable {
  action_id: Generated<number>;
  at: Generated<Date>;
  session_id: string;
  /** As given at the login. Nobody has checked it. */
  name: string | null;
  action: string;
  /** A product or a job; null for an action on all of them. */
  target: string | null;
  outcome: Generated<"started" | "done" | "refused" | "failed" | "cancelled">;
  /** While work goes on, how far it is. */
  details: ColumnType<Readonly<Record<string, string | number>>, string | undefined, string>;
  /** Work that takes long; null for an action that ends at once. */
  work: "mend" | "reconcile" | null;
  /** When its process last said that it goes on. */
  beat_at: Date | null;
  cancel_asked: Generated<boolean>;
}

/** Rows of `queue_pauses`. */
export interface QueuePausesTable {
  /** `*`: all queues. */
  queue: string;
  paused_at: Generated<Date>;
  paused_by: string;
}

/** All tables, for Kysely. */
export interface Schema {
  products: ProductsTable;
  image_events: ImageEventsTable;
  image_projection_target: ImageProjectionTargetTable;
  reconcile_runs: ReconcileRunsTable;
  imported_products: ImportedProductsTable;
  bot_users: BotUsersTable;
  dialogues: DialoguesTable;
  handled_updates: HandledUpdatesTable;
  update_inbox: UpdateInboxTable;
  operator_actions: OperatorActionsTable;
  queue_pauses: QueuePausesTable;
}
