import { MINIMAL, ROW, type TableCase } from "./table_case.ts";

/** Types, lengths, defaults and missing values. */
export const COLUMNS: readonly TableCase[] = [
  {
    name: "a view on a column that is wide enough",
    source: "given: a view reads a varchar column",
    sql:
      `create table products (product_id text primary key, title varchar(200) not null, seller_id integer);
      create view active_products as select product_id, title from products; ${ROW}`,
    adopted: [/seller_id was integer, is bigint/, /title may be empty/],
  },
  {
    name: "views on columns that must change, with rights, comments and indexes",
    source: "https://github.com/MarquezProject/marquez/issues/2303",
    sql:
      `create table products (product_id text primary key, title varchar(80) not null, seller_id integer);
      create view sellers with (security_barrier) as select seller_id, count(*) as products from products group by seller_id;
      create view first_sellers as select * from sellers where seller_id < 100;
      create materialized view titles as select title from products with data;
      create index titles_title on titles (title);
      grant select on sellers to public; grant select (seller_id) on first_sellers to public;
      comment on view sellers is 'Who sells'; comment on column sellers.products is 'How many'; ${ROW}`,
    adopted: [/seller_id was integer/, /title was character varying\(80\)/, /title may be empty/],
  },
  {
    name: "a view that needs the old type",
    source: "https://github.com/contember/contember/issues/828",
    sql: `create table products (product_id uuid primary key, title text);
      create view latest as select * from products where product_id > '00000000-0000-0000-0000-000000000000'::uuid;
      insert into products values (gen_random_uuid(), 'Lamp')`,
    refused: [/^Column product_id of products/],
  },
  {
    name: "a search column that is computed from a short title",
    source: "mr-od/Asusu-Igbo, db/migration/000004_add_products.up.sql (tsv generated always)",
    sql:
      `create table products (product_id text primary key, title varchar(60) not null, description varchar(1000),
        tsv tsvector not null generated always as (to_tsvector('english', title || ' ' || description)) stored);
      create index search_product_index on products using gin (tsv);
      insert into products (product_id, title, description) values ('TBF-OLD001', 'Lamp', 'Fine')`,
    refused: [/^Column title of products/],
  },
  {
    name: "a search column that must not be empty, filled by a trigger",
    source:
      "practical-rust-web-development/mystore, migrations/2019-06-25-112356_add_tsvector_column_to_products/up.sql",
    sql: `${MINIMAL}; alter table products add column tsv tsvector not null;
      create trigger tsvectorupdateproducts before insert or update on products for each row
        execute procedure tsvector_update_trigger(tsv, 'pg_catalog.english', title); ${ROW}`,
    adopted: [/tsv may be empty/],
  },
  {
    name: "texts with limits, numbers of 32 bits, required columns of the shop's own",
    source: "tests/postgres/migrate_test.ts, the table of the older shop",
    sql:
      `create table products (product_id varchar(32) primary key, title text, seller_id integer, price_eur numeric(10, 2) not null,
        category varchar(40) not null, cover_image_url varchar(80), telegram_thumb_file_id varchar(64), seller_username varchar(20));
      insert into products (product_id, title, price_eur, category) values ('TBF-OLD001', 'Lamp', 12.5, 'home')`,
    adopted: [
      /seller_id was integer/,
      /cover_image_url was character varying\(80\)/,
      /telegram_thumb_file_id was/,
      /seller_username was/,
      /price_eur may be empty/,
      /category may be empty/,
    ],
  },
  {
    name: "dates that are missing",
    source: "dimr/django-eshop, heartwork/products/migrations/0001_initial.py (null=True)",
    sql: `${MINIMAL}; alter table products add column listed_at timestamptz; ${ROW};
      insert into products values ('TBF-OLD002', 'Chair', 42, '2020-01-01')`,
    adopted: [/1 row without listed_at: shown after all others/],
  },
  {
    name: "dates without a time zone",
    source: "agyn-ub/quiz_real_madrid, drizzle/0000_worthless_magus.sql (timestamp DEFAULT now())",
    sql:
      `${MINIMAL}; alter table products add column listed_at timestamp default now(), add column withdrawn_at timestamp; ${ROW}`,
    refused: [/^Column listed_at of products/, /^Column withdrawn_at of products/],
  },
  {
    name: "defaults that would withdraw a new product and give it a picture",
    source:
      "https://docs.djangoproject.com/en/5.2/ref/models/fields/#default (ImageField(default='default.jpg'))",
    sql: `${MINIMAL}; alter table products add column withdrawn_at timestamptz default now(),
        add column cover_image_url varchar(255) not null default 'images/default.jpg'; ${ROW}; update products set withdrawn_at = null`,
    adopted: [
      /cover_image_url was character varying\(255\)/,
      /cover_image_url may be empty/,
      /withdrawn_at has no default any more/,
      /cover_image_url has no default any more/,
    ],
  },
  {
    name: "currencies of an enum and whole prices of a numeric",
    source:
      "Salsabeel95/Storefront-Backend-project, migrations/sqls/20230106183023-products-table-up.sql",
    sql: `create type currency as enum ('EUR', 'USD');
      create table products (product_id text primary key, title text, price_minor numeric(12, 2) default 0, price_currency currency not null default 'EUR');
      insert into products values ('TBF-OLD001', 'Lamp', 1250)`,
    adopted: [
      /price_minor was numeric/,
      /price_currency was currency/,
      /price_currency may be empty/,
    ],
  },
  {
    name: "prices with fractions",
    source: "Lucian1209/telegram_shop_bot, app/database/models.py (price Float)",
    sql:
      `create table products (product_id text primary key, title text, price_minor double precision);
      insert into products values ('TBF-OLD001', 'Lamp', 12.5)`,
    refused: [/^Column price_minor of products/],
  },
  {
    name: "sellers that are texts",
    source: "Lucian1209/telegram_shop_bot, app/database/models.py (telegram_id = Column(String))",
    sql: `create table products (product_id text primary key, title text, seller_id varchar(128));
      insert into products values ('TBF-OLD001', 'Lamp', '42')`,
    refused: [/^Column seller_id of products/],
  },
  {
    name: "sellers that are UUIDs, with a foreign key and a policy",
    source:
      "bizora21/molhado, supabase/migrations/0017_update_products_rls_policies_for_sellers.sql",
    sql:
      `create table accounts (id uuid primary key); create table products (product_id text primary key, title text, seller_id uuid not null references accounts);
      alter table products enable row level security;
      create policy mine on products for all using (seller_id = current_setting('app.seller', true)::uuid);
      insert into accounts values ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'); insert into products values ('TBF-OLD001', 'Lamp', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11')`,
    refused: [/^Column seller_id of products/],
  },
  {
    name: "domains with conditions",
    source: "FoxComm/highlander, sql/V000000__domains.sql",
    sql:
      `create domain generic_string text check (length(value) <= 100); create domain product_name varchar(60) not null;
      create table products (product_id text primary key, title product_name, description generic_string);
      insert into products values ('TBF-OLD001', 'Lamp', 'Fine')`,
    refused: [
      /^Domain generic_string of products/,
      /^Columns title of products|^Domain product_name/,
    ],
  },
  {
    name: "a title that is computed, in two ways",
    source: "https://www.postgresql.org/docs/18/ddl-generated-columns.html (stored and virtual)",
    sql:
      `create table products (product_id text primary key, name text, title text generated always as (upper(name)) virtual,
        description text generated always as (name || '!') stored);
      insert into products (product_id, name) values ('TBF-OLD001', 'Lamp')`,
    refused: [/^Generated column title/, /^Generated column description/],
  },
  {
    name: "an index that has a name of ours",
    source: "made for this test: indexes named after the table and the column",
    sql:
      `${MINIMAL}; alter table products add column sale_id uuid; create index products_sale_id on products (sale_id);
      create index products_seller_id on products (seller_id); ${ROW}`,
    adopted: [/products_sale_id is now products_sale_id_old/, /products_seller_id is now/],
  },
  {
    name: "words of type name, and a column that a domain requires",
    source:
      "https://www.postgresql.org/docs/18/datatype-character.html#DATATYPE-CHARACTER-SPECIAL-TABLE",
    sql:
      `create domain shelf as text not null; create table products (product_id text primary key, title name, "the ""shelf""" shelf);
      insert into products values ('TBF-OLD001', 'Lamp', 'A')`,
    refused: [/^Domain shelf of products/],
  },
  {
    name: "values that nothing can convert",
    source: "mr-od/Asusu-Igbo, db/migration/000004_add_products.up.sql (imgs_url text[])",
    sql:
      `create table products (product_id text primary key, title jsonb not null, cover_image_url text[] not null, sale_id integer, withdrawn_at boolean default false, pictures_in_order text[]);
      insert into products values ('TBF-OLD001', '{"en": "Lamp"}', '{a.jpg}', 1)`,
    refused: [
      /^Column cover_image_url/,
      /^Column pictures_in_order/,
      /^Column sale_id/,
      /^Column title/,
      /^Column withdrawn_at/,
    ],
  },
  {
    name: "padded currencies of a table of currencies, and dates that a view compares",
    source: "naytife/commerce, migrations/20240901105433_remove_related_field.sql (currency_code)",
    sql: `create table currencies (code char(3) primary key); insert into currencies values ('EUR');
      create table products (product_id text primary key, title text, price_currency char(3) references currencies, listed_at timestamp);
      create view latest as select * from products where listed_at > timestamp '2020-01-01';
      insert into products values ('TBF-OLD001', 'Lamp', 'EUR', '2021-01-01')`,
    refused: [/^Column listed_at of products/, /^Foreign key products_price_currency_fkey/],
  },
];
