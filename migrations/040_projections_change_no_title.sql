-- A projection changes no title, so its updates do not ask whether a title on sale has changed. Asking took a tenth of an
-- append, and a quarter of what a replay takes for a row (docs/decisions/0061-what-an-append-costs.md). The setting says that
-- a projection writes. It is of the transaction: what fails takes it back.

-- As in migration 023, but it says that it projects.
create or replace function replay_image_page(p_first text, p_last text)
returns table (changed bigint, busy text[])
language plpgsql
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = off
set work_mem = '64MB'
as $$
declare
  v_locked text[];
  v_target image_projection_target;
begin
  v_locked := array(
    select p.product_id::text from products p
    where p.product_id between p_first and p_last
    order by p.product_id
    for no key update skip locked);
  select * into v_target from image_projection_target t where t.only_row;
  perform set_config('vitrine.projecting', 'on', true);
  update products p set
    cover_image_url = case when i.knows_cover_url then i.cover_image_url else p.cover_image_url end,
    thumbnail_url = case when i.knows_thumb_url then i.thumbnail_url else p.thumbnail_url end,
    telegram_cover_file_id = case when i.knows_cover_file_id then i.telegram_cover_file_id else p.telegram_cover_file_id end,
    telegram_thumb_file_id = case when i.knows_thumb_file_id then i.telegram_thumb_file_id else p.telegram_thumb_file_id end,
    pictures_in_order = i.pictures_in_order
  from image_projection(v_target.bot_id, v_target.public_url, 9223372036854775807) i, unnest(v_locked) locked
  where p.product_id = i.product_id and p.product_id = locked
    and p.product_id between p_first and p_last
    and i.product_id between p_first and p_last
    and (i.knows_cover_url and p.cover_image_url is distinct from i.cover_image_url
      or i.knows_thumb_url and p.thumbnail_url is distinct from i.thumbnail_url
      or i.knows_cover_file_id and p.telegram_cover_file_id is distinct from i.telegram_cover_file_id
      or i.knows_thumb_file_id and p.telegram_thumb_file_id is distinct from i.telegram_thumb_file_id
      or p.pictures_in_order is distinct from i.pictures_in_order);
  get diagnostics changed = row_count;
  perform set_config('vitrine.projecting', '', true);
  busy := array(
    select p.product_id::text from products p where p.product_id between p_first and p_last
    except select unnest(v_locked));
  return next;
end $$;

-- As in migration 023, but it says that it projects.
create or replace function project_product_images(p_product_id text) returns bigint
language plpgsql
as $$
declare
  changed bigint;
  v_said text;
begin
  -- An assignment, unlike "perform", is no statement of its own.
  v_said := set_config('vitrine.projecting', 'on', true);
  update products p set
    cover_image_url = drift.expected_cover_image_url,
    thumbnail_url = drift.expected_thumbnail_url,
    telegram_cover_file_id = drift.expected_telegram_cover_file_id,
    telegram_thumb_file_id = drift.expected_telegram_thumb_file_id,
    pictures_in_order = drift.expected_pictures_in_order
  from image_drift drift
  where drift.product_id = p_product_id and drift.row_id = p_product_id and p.product_id = p_product_id;
  get diagnostics changed = row_count;
  v_said := set_config('vitrine.projecting', '', true);
  return changed;
end $$;

-- As in migration 015, but for the first condition. It names no column: PostgreSQL refuses to change the type of one that a
-- trigger names. Last: writers of products wait from here to the end of the migration.
create or replace trigger products_title_changed after update on products
  for each row when (
    current_setting('vitrine.projecting', true) is distinct from 'on'
    and on_sale_as(old) is distinct from on_sale_as(new))
  execute function keep_title_on_sale();
