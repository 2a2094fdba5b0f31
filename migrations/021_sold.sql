-- A product that its seller has sold is off sale, and who has its link is told that it is sold. It counts only while
-- withdrawn_at is set: an older release, or another program, may put a product on sale again. No older shop has a column
-- of this name.
alter table products add column if not exists marked_sold_at timestamptz;

-- What a seller can put back on sale, the last one first. src/shop/off_sale.ts reads it.
create index products_off_sale on products (seller_id, withdrawn_at desc, product_id)
  where withdrawn_at is not null and deleted_for_good_at is null;
