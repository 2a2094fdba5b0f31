import type { ColumnType, Generated } from "kysely";

/** Rows of `products`; the legacy shop's further columns are not named here and stay untouched. */
export interface ProductsTable {
  product_id: string;
  title: string | null;
  description: string | null;
  cover_image_url: string | null;
  thumbnail_url: string | null;
  telegram_cover_file_id: string | null;
  telegram_thumb_file_id: string | null;
  seller_id: number | null;
  seller_username: string | null;
  price_minor: number | null;
  price_currency: string | null;
  sale_id: string | null;
  listed_at: Generated<Date>;
  withdrawn_at: Date | null;
}

/** Rows of `image_events`. */
export interface ImageEventsTable {
  position: Generated<number>;
  product_id: string;
  version: number;
  event_id: string;
  type: string;
  schema_version: number;
  image_type: string;
  data: unknown;
  metadata: ColumnType<Record<string, unknown>, string, never>;
  recorded_at: Generated<Date>;
}

/** The tables as Kysely knows them. */
export interface Schema {
  products: ProductsTable;
  image_events: ImageEventsTable;
  image_projection_target: {
    only_row: Generated<boolean>;
    bot_id: number;
    public_url: string;
    built_at: Generated<Date>;
  };
  bot_users: { user_id: number; language: string };
  dialogues: {
    user_id: number;
    state: ColumnType<unknown, string, string>;
    updated_at: Generated<Date>;
  };
  handled_updates: { bot_id: number; update_id: number; handled_at: Generated<Date> };
}
