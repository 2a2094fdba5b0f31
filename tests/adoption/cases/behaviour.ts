import { MINIMAL, ROW, type TableCase } from "./table_case.ts";

/** Triggers, rules, row security, publications, and tables that are no plain tables. */
export const BEHAVIOUR: readonly TableCase[] = [
  {
    name: "a trigger that refuses sellers",
    source:
      "eos-streamus/server, .github/workflows/docker-entrypoint-initdb.d/3-create_triggers.sql",
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
    source:
      "stone1549/product-service, schema/postgresql_schema.sql (a trigger that sets a column)",
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
      `create table products (product_id text, title text, seller_id bigint); create publication shop for table products; ${ROW}`,
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
    source: "made for this test",
    sql: `${MINIMAL}; ${ROW}`,
    adopted: [],
  },
  {
    name: "a table that inherits its columns",
    source: "https://www.postgresql.org/docs/18/ddl-inherit.html",
    sql:
      `create table goods (product_id varchar(8), title varchar(60)); create table products (primary key (product_id)) inherits (goods);
      insert into products values ('A-1', 'Lamp')`,
    refused: [/^The table goods, which products belongs to/],
  },
  {
    name: "a table that is a partition",
    source: "https://www.postgresql.org/docs/18/ddl-partitioning.html",
    sql:
      `create table goods (kind text, product_id varchar(8), title varchar(60)) partition by list (kind);
      create table products partition of goods for values in ('product'); insert into products values ('product', 'A-1', 'Lamp')`,
    refused: [/^The table goods, which products belongs to/],
  },
  {
    name: "a table that is made of a type",
    source: "https://www.postgresql.org/docs/18/sql-createtable.html (OF type_name)",
    sql:
      `create type good as (product_id varchar(8), title varchar(60)); create table products of good (primary key (product_id));
      insert into products values ('A-1', 'Lamp')`,
    refused: [/^The type good of products/],
  },
];
