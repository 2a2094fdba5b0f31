-- Projects one product, and says how many rows that changed: 1 or 0. The caller holds its row's lock.
drop function project_product_images(text);
create function project_product_images(p_product_id text) returns bigint language plpgsql as $$
declare
  changed bigint;
begin
  update products p set
    cover_image_url = drift.expected_cover_image_url,
    thumbnail_url = drift.expected_thumbnail_url,
    telegram_cover_file_id = drift.expected_telegram_cover_file_id,
    telegram_thumb_file_id = drift.expected_telegram_thumb_file_id
  from image_drift drift
  where drift.product_id = p_product_id and p.product_id = p_product_id;
  get diagnostics changed = row_count;
  return changed;
end $$;

-- Replays one product in one call: its row's lock first, then, with a snapshot of its own, what the log says by
-- then. No row: there is no such product.
create function replay_one_product(p_product_id text) returns table (events bigint, changed bigint)
language plpgsql
as $$
begin
  perform from products p where p.product_id = p_product_id for no key update;
  if not found then
    return;
  end if;
  select count(*) into events from image_events e where e.product_id = p_product_id;
  changed := project_product_images(p_product_id);
  return next;
end $$;
