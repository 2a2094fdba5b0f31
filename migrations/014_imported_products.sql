-- What `deno task import` took over last, product by product. A later run compares the source with it, and so knows
-- what has changed there and what has changed in the shop.
create table imported_products (
  product_id text primary key,
  -- The name of the file or table. Two sources may use the same ids for different products.
  source text not null,
  -- The source's values by field: {"title": …, "price": {"minor": …, "currency": …}, …}. Only fields that were mapped.
  imported jsonb not null check (jsonb_typeof(imported) = 'object'),
  imported_at timestamptz not null default now()
);

create index imported_products_source on imported_products (source, product_id);

-- A product that is deleted for good leaves nothing of its seller's here either. The database does it itself, so that
-- a process of an older release does it too.
create function forget_imported_product() returns trigger language plpgsql as $$
begin
  delete from imported_products i where i.product_id = new.product_id;
  return null;
end $$;

create trigger products_forget_imported after update of deleted_for_good_at on products
  for each row when (new.deleted_for_good_at is not null) execute function forget_imported_product();
