-- A product that its seller has deleted for good: the row stays, so that its id is not given again and its events have
-- a product, and holds nothing of the seller's.
alter table products add column if not exists deleted_for_good_at timestamptz;

-- What is emptied must be allowed to be empty: a legacy shop may have required it.
do $$
declare
  col text;
begin
  for col in
    select attname from pg_attribute
    where attrelid = 'products'::regclass and attnum > 0 and not attisdropped and attnotnull and attname in (
      'title', 'description', 'price_minor', 'price_currency', 'seller_id', 'seller_username',
      'cover_image_url', 'thumbnail_url', 'telegram_cover_file_id', 'telegram_thumb_file_id')
  loop
    execute format('alter table products alter column %I drop not null', col);
  end loop;
end $$;

-- Held by the database itself: neither a process of an older release nor a projection fills it again.
alter table products add constraint products_deleted_for_good check (
  deleted_for_good_at is null or (
    withdrawn_at is not null and num_nonnulls(
      title, description, price_minor, price_currency, seller_id, seller_username,
      cover_image_url, thumbnail_url, telegram_cover_file_id, telegram_thumb_file_id) = 0
  )
);
