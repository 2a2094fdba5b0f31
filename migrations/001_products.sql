-- The catalogue. A legacy shop's table is adopted as it is, with its rows and whatever further columns it has;
-- only what Vitrine needs and does not find is added. src/adoption/ makes room for new sales before.
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

-- Room on each page for the projection's updates.
alter table products set (fillfactor = 80);

create unique index if not exists products_sale_id on products (sale_id);
-- The catalogue shows what is on sale under an id that a button can carry; pages are counted in the index alone.
create index if not exists products_on_sale on products (listed_at desc, product_id desc)
  where withdrawn_at is null and product_id ~ '^TBF-[A-Za-z0-9_-]{1,42}$';
create index if not exists products_seller_id on products (seller_id, listed_at desc, product_id desc)
  where withdrawn_at is null and product_id ~ '^TBF-[A-Za-z0-9_-]{1,42}$';
