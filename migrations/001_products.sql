-- The catalogue. A legacy shop's table is adopted as it is, with its rows and whatever further columns it has;
-- only what Vitrine needs and does not find is added.
do $$
begin
  -- Wherever the search path finds it: a legacy shop may keep it in a schema of its own.
  if to_regclass('products') is null then
    create table products (product_id text primary key);
  end if;
end $$;

alter table products
  add column if not exists title text,
  add column if not exists description text,
  add column if not exists cover_image_url text,
  add column if not exists thumbnail_url text,
  add column if not exists seller_id bigint,
  add column if not exists seller_username text,
  add column if not exists price_minor bigint,
  add column if not exists price_currency text,
  -- The sale that listed the product: a confirmation that is repeated finds what it has made already.
  add column if not exists sale_id uuid,
  add column if not exists listed_at timestamptz not null default now(),
  add column if not exists withdrawn_at timestamptz;

-- What of a legacy table would refuse our rows later is mended now, or said now.
do $$
declare
  misfits text;
  own text[] := array['product_id', 'title', 'description', 'cover_image_url', 'thumbnail_url', 'seller_id',
    'seller_username', 'price_minor', 'price_currency', 'sale_id', 'listed_at', 'withdrawn_at'];
  col record;
begin
  select string_agg(format('%s is %s and must be %s', attname, format_type(atttypid, atttypmod), wanted), '; ')
  into misfits
  from pg_attribute
  join (values
    ('product_id', 'text'), ('title', 'text'), ('description', 'text'), ('cover_image_url', 'text'),
    ('thumbnail_url', 'text'), ('seller_id', 'bigint'), ('seller_username', 'text'), ('price_minor', 'bigint'),
    ('price_currency', 'text'), ('sale_id', 'uuid'), ('listed_at', 'timestamp with time zone'),
    ('withdrawn_at', 'timestamp with time zone')
  ) needs (name, wanted) on name = attname
  where attrelid = 'products'::regclass and not attisdropped
    and atttypid::regtype::text <> wanted
    and not (wanted = 'text' and atttypid::regtype::text in ('character varying', 'character'))
    and not (wanted = 'bigint' and atttypid::regtype::text in ('integer', 'smallint'));
  if misfits is not null then
    raise exception 'the table products cannot be adopted: %', misfits
      using hint = 'Rename or convert these columns, then migrate again.';
  end if;

  for col in
    select attname, atttypid::regtype::text as type, atttypmod, attnotnull, atthasdef
    from pg_attribute
    where attrelid = 'products'::regclass and attnum > 0 and not attisdropped
  loop
    if col.attname = any (own) and col.attname <> 'product_id' then
      -- Room for what we write; neither rewrites a row of text.
      if col.atttypmod > 0 and col.type like 'character%' then
        execute format('alter table products alter column %I type text', col.attname);
      elsif col.type in ('integer', 'smallint') then
        execute format('alter table products alter column %I type bigint', col.attname);
      end if;
    end if;
    -- A column that we do not fill must not refuse our rows.
    if col.attnotnull and not col.atthasdef and col.attname <> all (own) then
      execute format('alter table products alter column %I drop not null', col.attname);
    end if;
  end loop;

  if not exists (
    select from pg_index join pg_attribute on attrelid = indrelid and attnum = indkey[0]
    where indrelid = 'products'::regclass and indisunique and indnatts = 1 and indpred is null
      and attname = 'product_id'
  ) then
    create unique index products_product_id on products (product_id);
  end if;
end $$;

-- Room on each page for the projection's updates.
alter table products set (fillfactor = 80);

create unique index if not exists products_sale_id on products (sale_id);
-- The catalogue shows what is on sale under an id that a button can carry; pages are counted in the index alone.
create index if not exists products_on_sale on products (listed_at desc, product_id desc)
  where withdrawn_at is null and product_id ~ '^TBF-[A-Za-z0-9_-]{1,42}$';
create index if not exists products_seller_id on products (seller_id, listed_at desc, product_id desc)
  where withdrawn_at is null and product_id ~ '^TBF-[A-Za-z0-9_-]{1,42}$';
