-- A replay holds the locks of a few rows for a few milliseconds. No lock on the whole table: appends go on.

-- False while the columns are being rebuilt for another bot or public URL. Appends project for the new target already.
alter table image_projection_target add column is_built boolean not null default true;

-- As in migration 005, with the id of the row beside that of the log. Bounds on product_id bound what is read of the
-- log, bounds on row_id what is read of products: without both, a page of products reads the whole of the other side.
create or replace view image_drift as
select
  i.product_id,
  p.cover_image_url,
  p.thumbnail_url,
  p.telegram_cover_file_id,
  p.telegram_thumb_file_id,
  expected.cover_image_url as expected_cover_image_url,
  expected.thumbnail_url as expected_thumbnail_url,
  expected.telegram_cover_file_id as expected_telegram_cover_file_id,
  expected.telegram_thumb_file_id as expected_telegram_thumb_file_id,
  p.product_id as row_id
from image_projection_target target
cross join lateral image_projection(target.bot_id, target.public_url, 9223372036854775807) i
join products p on p.product_id = i.product_id
cross join lateral (
  select
    case when i.knows_cover_url then i.cover_image_url else p.cover_image_url end,
    case when i.knows_thumb_url then i.thumbnail_url else p.thumbnail_url end,
    case when i.knows_cover_file_id then i.telegram_cover_file_id else p.telegram_cover_file_id end,
    case when i.knows_thumb_file_id then i.telegram_thumb_file_id else p.telegram_thumb_file_id end
) expected (cover_image_url, thumbnail_url, telegram_cover_file_id, telegram_thumb_file_id)
where p.cover_image_url is distinct from expected.cover_image_url
  or p.thumbnail_url is distinct from expected.thumbnail_url
  or p.telegram_cover_file_id is distinct from expected.telegram_cover_file_id
  or p.telegram_thumb_file_id is distinct from expected.telegram_thumb_file_id;

-- The products from p_first to p_last, both included, whose rows are wrong. Takes no lock on any row.
create function find_image_drift(p_first text, p_last text) returns text[]
language plpgsql stable
set jit = off
set plan_cache_mode = force_custom_plan
set work_mem = '64MB'
as $$
begin
  return array(
    select d.product_id from image_drift d
    where d.product_id between p_first and p_last and d.row_id between p_first and p_last
    order by d.product_id);
end $$;

-- Replays the products from p_first to p_last, both included: locks their rows, then, with a snapshot of its own, reads
-- what the log says by then. An append locks the same row first, so either it is in this snapshot, or it comes after
-- and projects by itself. It waits for no row: it leaves out the rows that somebody else has locked or inserted
-- meanwhile, and returns them as busy. So it can be in no deadlock.
create function replay_image_page(p_first text, p_last text)
returns table (changed bigint, busy text[])
language plpgsql
set jit = off
set plan_cache_mode = force_custom_plan
set work_mem = '64MB'
as $$
declare
  v_locked text[];
begin
  v_locked := array(
    select p.product_id::text from products p
    where p.product_id between p_first and p_last
    order by p.product_id
    for no key update skip locked);
  update products p set
    cover_image_url = drift.expected_cover_image_url,
    thumbnail_url = drift.expected_thumbnail_url,
    telegram_cover_file_id = drift.expected_telegram_cover_file_id,
    telegram_thumb_file_id = drift.expected_telegram_thumb_file_id
  from image_drift drift
  where p.product_id = drift.product_id
    and p.product_id between p_first and p_last
    and drift.product_id between p_first and p_last
    and drift.row_id between p_first and p_last
    and p.product_id = any (v_locked);
  get diagnostics changed = row_count;
  busy := array(
    select p.product_id::text from products p where p.product_id between p_first and p_last
    except select unnest(v_locked));
  return next;
end $$;
