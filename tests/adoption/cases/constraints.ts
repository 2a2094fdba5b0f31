import { MINIMAL, ROW, type TableCase } from "./table_case.ts";

/** Foreign keys, unique keys, checks and exclusions. */
export const CONSTRAINTS: readonly TableCase[] = [
  {
    name: "sellers that must be users of the legacy shop",
    source: "given: a seller must be in a table of users",
    sql: `create table users (telegram_id bigint primary key, username text);
      insert into users values (42, 'anna');
      create table products (product_id text primary key, title text not null, seller_id bigint not null references users (telegram_id), thumbnail_url text);
      insert into products values ('TBF-OLD001', 'Lamp', 42, null)`,
    refused: [/^Foreign key products_seller_id_fkey of products, FOREIGN KEY \(seller_id\)/],
  },
  {
    name: "a foreign key of Django's, which is checked at the commit",
    source: "https://github.com/cockroachdb/cockroach/issues/42133",
    sql:
      `create table auth_user (id bigint primary key); insert into auth_user values (42); ${MINIMAL};
      alter table products add constraint products_seller_id_2f476e4b_fk_auth_user_id
        foreign key (seller_id) references auth_user (id) deferrable initially deferred; ${ROW}`,
    refused: [/^Foreign key products_seller_id_2f476e4b_fk_auth_user_id of products/],
  },
  {
    name: "titles that are unique",
    source: "max-weis/go-clean-architecture, build/init/00_schema.sql",
    sql:
      `create table products (product_id varchar(36) primary key, title varchar unique not null, description varchar); ${
        ROW.replace(", seller_id", "").replace(", 42", "")
      }`,
    refused: [/^Unique constraint products_title_key of products, UNIQUE \(title\)/],
  },
  {
    name: "a title that is unique for each seller, by an index on an expression",
    source: "dimr/django-eshop, heartwork/products/migrations/0001_initial.py (unique_together)",
    sql:
      `${MINIMAL}; create unique index products_seller_title on products (seller_id, lower(title)); ${ROW}`,
    refused: [/^Unique index products_seller_title of products, CREATE UNIQUE INDEX/],
  },
  {
    name: "pictures and sellers that are unique, and several obstacles at once",
    source: "DIYballPLAYER/online_shop_tg_bot, tgbot/models/models.py (photo_url unique)",
    sql: `create table users (id bigint primary key); insert into users values (42);
      create table products (
        product_id text primary key, title text check (char_length(title) <= 80),
        seller_id bigint unique references users (id),
        telegram_cover_file_id text unique, cover_image_url text, unique nulls not distinct (cover_image_url)
      ); ${ROW}`,
    refused: [
      /^Check products_title_check of products/,
      /^Foreign key products_seller_id_fkey/,
      /^Unique constraint products_cover_image_url_key/,
      /^Unique constraint products_seller_id_key/,
      /^Unique constraint products_telegram_cover_file_id_key/,
    ],
  },
  {
    name: "checks of prices, currencies and words",
    source: "chreke/django-examples, csvupload/bulk/models.py (MinValueValidator)",
    sql: `create table products (
        product_id text primary key, title text, price_minor integer not null check (price_minor between 100 and 500000),
        price_currency char(3) not null default 'USD' check (price_currency in ('USD', 'KHR')),
        seller_username text check (seller_username ~ '^@')
      ); insert into products values ('TBF-OLD001', 'Lamp', 1250, 'USD', '@anna')`,
    refused: [
      /^Check products_price_currency_check/,
      /^Check products_price_minor_check/,
      /^Check products_seller_username_check/,
    ],
  },
  {
    name: "an exclusion constraint",
    source: "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-EXCLUSION",
    sql:
      `${MINIMAL}; alter table products add constraint one_title exclude using btree (title with =); ${ROW}`,
    refused: [/^Exclusion constraint one_title of products/],
  },
  {
    name: "a product_id that is unique at the commit only",
    source: "https://github.com/nucleuscloud/neosync/pull/3469",
    sql:
      `create table products (product_id text primary key deferrable initially deferred, title text, seller_id bigint); ${ROW}`,
    refused: [/^Deferrable constraint products_pkey of products/],
  },
];
