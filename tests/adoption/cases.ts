/**
 * Tables `products` of other shops, with what must become of them. `adopted`: it takes sales, and these lines tell what was
 * changed. `refused`: the objects that are named; after the printed statements, it takes sales too.
 */
export interface TableCase {
  readonly name: string;
  /** Where such a table was seen: an address, or a repository with a path. */
  readonly source: string;
  readonly sql: string;
  readonly adopted?: readonly RegExp[];
  readonly refused?: readonly RegExp[];
}

const MINIMAL = "create table products (product_id text primary key, title text, seller_id bigint)";
const ROW = "insert into products (product_id, title, seller_id) values ('TBF-OLD001', 'Lamp', 42)";

/** Foreign keys, unique keys, checks and exclusions. */
const CONSTRAINTS: readonly TableCase[] = [
  {
    name: "sellers that must be users of the legacy shop",
    source: "shared/cases/legacy-constraints/seller-fk.sql",
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
    source: "yabifurkator/TRKPO, services/database/entrypoint.sql (unique (url, user))",
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
    source:
      "myshop of chreke/django-examples, csvupload/bulk/models.py (MinValueValidator); USD and KHR only",
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

/** Keys, identities and ids of other types. */
const KEYS: readonly TableCase[] = [
  {
    name: "an identity key beside product_id",
    source: "shared/cases/adoption-blocked/identity.sql",
    sql:
      `create table products (id bigint generated by default as identity primary key, product_id text unique not null, title text);
      insert into products (product_id, title) values ('TBF-OLD001', 'Lamp')`,
    adopted: [],
  },
  {
    name: "a generated identity key, without an index on product_id",
    source: "celebrity01/Supabase_Ecommerce, supabase (id bigint generated always as identity)",
    sql:
      `create table products (id bigint generated always as identity primary key, product_id text, title text);
      insert into products (product_id, title) values ('TBF-OLD001', 'Lamp')`,
    adopted: [/product_id has a unique index/],
  },
  {
    name: "a serial number as id",
    source: "Lucian1209/telegram_shop_bot, app/database/models.py",
    sql:
      `create table products (product_id serial primary key, title varchar(100) not null, description varchar(500));
      insert into products (title) values ('Lamp')`,
    adopted: [
      /product_id was integer, is text/,
      /title may be empty/,
      /title was character varying\(100\), is text/,
      /description was character varying\(500\), is text/,
    ],
  },
  {
    name: "an identity as id",
    source:
      "https://docs.sqlalchemy.org/en/20/core/defaults.html#identity-columns-generated-always-by-default-as-identity",
    sql:
      `create table products (product_id bigint generated always as identity primary key, title text);
      insert into products (title) values ('Lamp')`,
    adopted: [/product_id was bigint, is text/],
  },
  {
    name: "a UUID as id",
    source: "znanie63/brunchtest, supabase/migrations/20250121114435_remote_schema.sql",
    sql:
      `create table products (product_id uuid not null default gen_random_uuid() primary key, title text not null, status text not null default 'active');
      alter table products enable row level security; insert into products (title) values ('Lamp')`,
    adopted: [/product_id was uuid, is text/, /title may be empty/],
  },
  {
    name: "a number as id, to which orders refer",
    source:
      "andrew50/telegram shops with order_items: Column(ForeignKey('products.id')), SQLAlchemy",
    sql:
      `create table products (product_id serial primary key, title text); insert into products (title) values ('Lamp');
      create table order_items (id serial primary key, product integer not null references products (product_id) on delete cascade);
      insert into order_items (product) values (1)`,
    refused: [/^Column product_id of products/],
  },
  {
    name: "a padded id, to which orders refer",
    source: "https://www.postgresql.org/docs/18/datatype-character.html (char(n) is padded)",
    sql:
      `create table products (product_id char(20) primary key, title char(80)); insert into products values ('TBF-OLD001', 'Lamp');
      create table orders (id int primary key, product char(20) references products); insert into orders values (1, 'TBF-OLD001')`,
    refused: [/^Column product_id of products/],
  },
  {
    name: "a padded id",
    source: "https://wiki.postgresql.org/wiki/Don%27t_Do_This#Don.27t_use_char.28n.29",
    sql:
      "create table products (product_id char(20) primary key, title char(80)); insert into products values ('TBF-OLD001', 'Lamp')",
    adopted: [/product_id was character\(20\), is text/, /title was character\(80\), is text/],
  },
  {
    name: "an id that is too short for ours",
    source: "chreke/django-examples, csvupload/bulk/models.py (sku of a CharField)",
    sql:
      "create table products (product_id varchar(8) primary key, title text); insert into products values ('A-1', 'Lamp')",
    adopted: [/product_id was character varying\(8\), is text/],
  },
  {
    name: "a key of shop and product, with one shop",
    source:
      "rajadilipkolli/my-spring-boot-experiments, partition/…/db.changelog-sql-db.sql (primary key (id, tenant))",
    sql:
      `create table products (shop_id integer not null, product_id text not null, title text, primary key (shop_id, product_id));
      insert into products values (7, 'TBF-OLD001', 'Lamp')`,
    refused: [/^Primary key products_pkey of products/],
  },
  {
    name: "a key of seller and product",
    source: "myc-theinquisitive/ChillBroBackend, ChillBro/Product/Seller/models.py",
    sql:
      `create table products (seller_id integer, product_id text, title text, primary key (seller_id, product_id));
      insert into products values (42, 'TBF-OLD001', 'Lamp')`,
    refused: [/^Primary key products_pkey of products/],
  },
  {
    name: "ids that are missing or repeated",
    source: "pandas.DataFrame.to_sql makes tables without any key",
    sql: `create table products (product_id text, title text);
      insert into products values ('TBF-OLD001', 'Lamp'), ('TBF-OLD001', 'Lamp 2'), (null, 'Chair'), (null, 'Table')`,
    refused: [/^Column product_id of products$/, /^Column product_id of products$/],
  },
  {
    name: "an id that is computed",
    source: "https://www.postgresql.org/docs/18/ddl-generated-columns.html",
    sql:
      `create table products (id serial primary key, product_id text unique not null generated always as ('P-' || 'x') stored, title text);
      insert into products (title) values ('Lamp')`,
    refused: [/^Generated column product_id of products/],
  },
  {
    name: "a table of another shape",
    source: "mr-od/Asusu-Igbo, db/migration/000004_add_products.up.sql",
    sql:
      `create table products (id bigserial primary key, name varchar not null, owner varchar not null, price numeric not null, imgs_url text[]);
      insert into products (name, owner, price) values ('Lamp', 'anna', 12)`,
    refused: [/^The table products$/],
  },
];

/** Types, lengths, defaults and missing values. */
const COLUMNS: readonly TableCase[] = [
  {
    name: "a view on a column that is wide enough",
    source: "shared/cases/adoption-blocked/view.sql",
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
    source:
      "alex-yellow/reminder and agyn-ub/quiz_real_madrid: timestamp DEFAULT now(), as SQLAlchemy's DateTime",
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
    source: "SQLAlchemy's naming conventions make products_seller_id of an index on seller_id",
    sql:
      `${MINIMAL}; alter table products add column sale_id uuid; create index products_sale_id on products (sale_id);
      create index products_seller_id on products (seller_id); ${ROW}`,
    adopted: [/products_sale_id is now products_sale_id_old/, /products_seller_id is now/],
  },
];

/** Triggers, rules, row security, publications, and tables that are no plain tables. */
const BEHAVIOUR: readonly TableCase[] = [
  {
    name: "a trigger that refuses sellers",
    source: "eos-streamus/server, …/3-create_triggers.sql (raise exception)",
    sql: `${MINIMAL}; create function known_sellers() returns trigger language plpgsql as $$ begin
        if new.seller_id > 1000 then raise exception 'seller % is not verified', new.seller_id using hint = 'Ask the office'; end if;
        return new; end $$;
      create trigger check_seller before insert or update on products for each row execute function known_sellers(); ${ROW}`,
    refused: [/^Trigger check_seller of products, which calls known_sellers/],
  },
  {
    name: "a trigger that drops rows in silence",
    source: "Alinagermanchuk/Database, db_lab4_germanchuk/trigger.sql (return null)",
    sql: `${MINIMAL}; create function drop_dear() returns trigger language plpgsql as $$ begin
        if new.price_minor > 1000 then return null; end if; return new; end $$;
      alter table products add column price_minor bigint;
      create trigger check_negative before insert on products for each row execute function drop_dear(); ${ROW}`,
    refused: [/^Trigger check_negative of products/],
  },
  {
    name: "a trigger that changes titles, and one that only dates rows",
    source: "CREATE FUNCTION set_timestamps(), common in Supabase projects",
    sql: `${MINIMAL}; alter table products add column updated_at timestamptz;
      create function touch() returns trigger language plpgsql as $$ begin new.updated_at := now(); return new; end $$;
      create function cap() returns trigger language plpgsql as $$ begin new.title := upper(new.title); return new; end $$;
      create trigger a_touch before insert or update on products for each row execute function touch();
      create trigger b_cap before insert or update on products for each row execute function cap(); ${ROW}`,
    refused: [/^Trigger b_cap of products/],
  },
  {
    name: "a trigger that writes into a table that refuses",
    source: "https://wiki.postgresql.org/wiki/Audit_trigger",
    sql:
      `${MINIMAL}; create table audit (product varchar(10) check (product !~ '^TBF')); create function log_it() returns trigger language plpgsql as $$
        begin insert into audit values (new.product_id); return null; end $$;
      create trigger audit after insert on products for each row execute function log_it();
      alter table products disable trigger audit; ${ROW}; alter table products enable trigger audit`,
    refused: [/^Trigger audit of products/],
  },
  {
    name: "a constraint trigger, which runs at the commit",
    source: "https://github.com/AmbitionEng/django-pgtrigger/issues/14",
    sql: `${MINIMAL}; create function one_each() returns trigger language plpgsql as $$ begin
        if (select count(*) from products where seller_id = new.seller_id) > 1 then raise 'one product for each seller'; end if; return null; end $$;
      create constraint trigger one_each after insert or update on products deferrable initially deferred for each row execute function one_each(); ${ROW}`,
    refused: [/^Trigger one_each of products/],
  },
  {
    name: "a rule",
    source: "https://www.postgresql.org/docs/18/sql-insert.html (no ON CONFLICT with rules)",
    sql:
      `${MINIMAL}; create table log (id text); create rule log_sales as on insert to products do also insert into log values (new.product_id); ${ROW}`,
    refused: [/^Rule log_sales of products/],
  },
  {
    name: "a publication without a replica identity",
    source:
      "https://www.postgresql.org/docs/18/logical-replication-publication.html#LOGICAL-REPLICATION-PUBLICATION-REPLICA-IDENTITY",
    sql:
      `drop publication if exists shop; create table products (product_id text, title text, seller_id bigint); create publication shop for table products; ${ROW}`,
    refused: [/^The replication of products/],
  },
  {
    name: "partitions",
    source: "angelocosvirgilio/postgres-playground, projects/partitions/create-hash.sql",
    sql:
      `create table products (product_id text not null, title text, seller_id bigint not null, id serial, primary key (product_id, seller_id)) partition by hash (seller_id);
      create table products_1 partition of products for values with (modulus 2, remainder 0);
      create table products_2 partition of products for values with (modulus 2, remainder 1); ${ROW}`,
    refused: [/^The partitions of products/, /^Primary key products_whole_pkey of products/],
  },
  {
    name: "a view of the name products",
    source: "GSA-TTS/FAC, API views (https://github.com/GSA-TTS/FAC/issues/1741)",
    sql:
      `create table items (id text primary key, name text); insert into items values ('TBF-OLD001', 'Lamp');
      create view products as select id as product_id, name as title from items`,
    refused: [/^The view products/],
  },
  {
    name: "an unlogged table in a schema of its own",
    source: "https://www.postgresql.org/docs/18/sql-createtable.html#SQL-CREATETABLE-UNLOGGED",
    sql:
      `create unlogged table products (product_id text primary key, title text); insert into products values ('TBF-OLD001', 'Lamp')`,
    adopted: [/products was unlogged/],
  },
  {
    name: "nothing in the way",
    source: "the table of this shop's older release",
    sql: `${MINIMAL}; ${ROW}`,
    adopted: [],
  },
];

/** All cases. */
export const TABLE_CASES: readonly TableCase[] = [
  ...CONSTRAINTS,
  ...KEYS,
  ...COLUMNS,
  ...BEHAVIOUR,
];
