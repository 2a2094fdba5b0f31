-- All pictures of a product in their order, as JSON; NULL as long as no event speaks of a further one, and once the product
-- was deleted for good:
--   [{"picture": 3, "cover_image_url": …, "thumbnail_url": …, "telegram_cover_file_id": …, "telegram_thumb_file_id": …}, …]
-- It is projected like the four columns, which stay those of the first picture. No older shop has a column of this name.
alter table products add column if not exists pictures_in_order jsonb;

alter table products drop constraint products_deleted_for_good;
alter table products add constraint products_deleted_for_good check (
  deleted_for_good_at is null or (
    withdrawn_at is not null and pictures_in_order is null and num_nonnulls(
      title, description, price_minor, price_currency, seller_id, seller_username,
      cover_image_url, thumbnail_url, telegram_cover_file_id, telegram_thumb_file_id) = 0
  )
);

-- The pictures of one product in their order, from its images by their names: {"cover": {…}, "thumb.2": {…}, …}, each with
-- url, file_id, turn (when it was put first) and removed. The cover says where a picture stands, and whether it was
-- removed. `picturesColumnOf` in src/domain says the same in TypeScript.
create function pictures_in_order(p_images jsonb) returns jsonb
language sql immutable parallel safe
as $$
  select jsonb_agg(
    jsonb_build_object(
      'picture', picture,
      'cover_image_url', p_images -> cover ->> 'url',
      'thumbnail_url', p_images -> thumb ->> 'url',
      'telegram_cover_file_id', p_images -> cover ->> 'file_id',
      'telegram_thumb_file_id', p_images -> thumb ->> 'file_id')
    order by (p_images -> cover ->> 'turn')::bigint desc nulls last, picture)
  from (
    select distinct
      coalesce(nullif(split_part(image, '.', 2), '')::integer, 1) as picture,
      regexp_replace(image, '^[a-z]+', 'cover') as cover,
      regexp_replace(image, '^[a-z]+', 'thumb') as thumb
    from jsonb_object_keys(p_images) image
  ) pictures
  where (p_images -> cover ->> 'removed')::boolean is not true
$$;

-- As in migration 019, with all pictures in their order. An image whose last end has the value 'removed' has ended for good.
-- The view image_drift is replaced and not dropped, so that it keeps what roles may do with it.
alter function image_projection(bigint, text, bigint) rename to image_projection_before;

create function image_projection(p_bot_id bigint, p_public_url text, p_position bigint)
returns table (
  product_id text,
  cover_image_url text,
  thumbnail_url text,
  telegram_cover_file_id text,
  telegram_thumb_file_id text,
  pictures_in_order jsonb,
  knows_cover_url boolean,
  knows_thumb_url boolean,
  knows_cover_file_id boolean,
  knows_thumb_file_id boolean,
  knows_pictures boolean
)
language sql stable
as $$
  with latest as (
    select distinct on (product_id, image_type, slot, bot_id)
      product_id, image_type, slot, bot_id, position, value
    from image_events
    where position <= p_position and slot <> 'none'
    order by product_id, image_type, slot, bot_id, position desc
  ), facts as (
    select
      product_id,
      image_type,
      -- Asked once here, and often below.
      image_type = 'cover' as is_cover,
      image_type = 'thumb' as is_thumb,
      strpos(image_type, '.') > 0 as is_further,
      max(position) filter (where slot = 'uploaded') as uploaded,
      max(value) filter (where slot = 'uploaded') as key,
      coalesce(max(position) filter (where slot in ('uploaded', 'image_invalidated')), 0) as renewed,
      coalesce(max(position) filter (where slot = 'image_invalidated'), 0) as invalidated,
      max(value) filter (where slot = 'image_invalidated') as ended,
      coalesce(max(position) filter (where slot = 'telegram_invalidated'), 0) as refused,
      max(position) filter (where slot = 'captured' and bot_id = p_bot_id) as captured,
      max(value) filter (where slot = 'captured' and bot_id = p_bot_id) as file_id,
      max(position) filter (where slot = 'put_first') as put_first,
      bool_or(slot in ('uploaded', 'image_invalidated')) as knows_url,
      bool_or(slot <> 'put_first') as knows_file_id
    from latest
    group by product_id, image_type
  ), images as (
    select
      product_id,
      image_type,
      is_cover,
      is_thumb,
      is_further,
      knows_url,
      knows_file_id,
      put_first,
      ended = 'removed' as removed,
      case when uploaded > invalidated then p_public_url || '/' || key end as url,
      case
        -- Without an id, the rest is not looked at.
        when coalesce(captured, 0) > renewed and (
          refused < captured or not exists (
            -- The latest refusal may be of another id: look for one of this id since it was captured.
            select from image_events refusal
            where refusal.product_id = facts.product_id
              and refusal.image_type = facts.image_type
              and refusal.slot = 'telegram_invalidated'
              and refusal.position > facts.captured
              and refusal.position <= p_position
              and refusal.value = facts.file_id
          )
        ) then file_id
      end as file_id
    from facts
  ), products_images as (
    select
      product_id,
      max(url) filter (where is_cover) as cover_url,
      max(url) filter (where is_thumb) as thumb_url,
      max(file_id) filter (where is_cover) as cover_file_id,
      max(file_id) filter (where is_thumb) as thumb_file_id,
      coalesce(bool_or(knows_url) filter (where is_cover), false) as knows_cover_url,
      coalesce(bool_or(knows_url) filter (where is_thumb), false) as knows_thumb_url,
      coalesce(bool_or(knows_file_id) filter (where is_cover), false) as knows_cover_file_id,
      coalesce(bool_or(knows_file_id) filter (where is_thumb), false) as knows_thumb_file_id,
      -- What follows 'cover' in the name of the image that was put first last: '' of picture 1, '.2' of picture 2.
      substr(max(lpad(put_first::text, 19, '0') || image_type) filter (
        where put_first is not null and image_type like 'cover%'), 25) as first,
      max(put_first) filter (where is_cover) as cover_turn,
      bool_or(removed) filter (where is_cover) as cover_removed,
      -- Null for a product of one picture, which so costs nothing more.
      jsonb_object_agg(image_type, jsonb_build_object(
        'url', url, 'file_id', file_id, 'turn', put_first, 'removed', removed
      )) filter (where is_further) as further
    from images
    group by product_id
  )
  select
    product_id,
    -- As long as no picture was put first, picture 1 is. After that, a column holds nothing that was there before.
    case when coalesce(first, '') = '' then cover_url else further -> ('cover' || first) ->> 'url' end,
    case when coalesce(first, '') = '' then thumb_url else further -> ('thumb' || first) ->> 'url' end,
    case when coalesce(first, '') = '' then cover_file_id else further -> ('cover' || first) ->> 'file_id' end,
    case when coalesce(first, '') = '' then thumb_file_id else further -> ('thumb' || first) ->> 'file_id' end,
    case
      when further is not null then pictures_in_order(further || jsonb_build_object(
        'cover', jsonb_build_object(
          'url', cover_url, 'file_id', cover_file_id, 'turn', cover_turn, 'removed', cover_removed),
        'thumb', jsonb_build_object('url', thumb_url, 'file_id', thumb_file_id)))
    end,
    knows_cover_url or first is not null,
    knows_thumb_url or first is not null,
    knows_cover_file_id or first is not null,
    knows_thumb_file_id or first is not null,
    true
  from products_images
$$;

-- As in migration 016, with all pictures. Where a product has events, the log alone says what this column holds.
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
  p.product_id as row_id,
  p.pictures_in_order,
  i.pictures_in_order as expected_pictures_in_order
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
-- The target's one row is found by its key too: so each plan can do without a sequential scan.
where target.only_row and (p.cover_image_url is distinct from expected.cover_image_url
  or p.thumbnail_url is distinct from expected.thumbnail_url
  or p.telegram_cover_file_id is distinct from expected.telegram_cover_file_id
  or p.telegram_thumb_file_id is distinct from expected.telegram_thumb_file_id
  or p.pictures_in_order is distinct from i.pictures_in_order);

drop function image_projection_before(bigint, text, bigint);

-- As in migration 016, with all pictures.
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
  busy := array(
    select p.product_id::text from products p where p.product_id between p_first and p_last
    except select unnest(v_locked));
  return next;
end $$;

-- As in migration 016, with all pictures.
create or replace function project_product_images(p_product_id text) returns bigint
language plpgsql
as $$
declare
  changed bigint;
begin
  update products p set
    cover_image_url = drift.expected_cover_image_url,
    thumbnail_url = drift.expected_thumbnail_url,
    telegram_cover_file_id = drift.expected_telegram_cover_file_id,
    telegram_thumb_file_id = drift.expected_telegram_thumb_file_id,
    pictures_in_order = drift.expected_pictures_in_order
  from image_drift drift
  where drift.product_id = p_product_id and drift.row_id = p_product_id and p.product_id = p_product_id;
  get diagnostics changed = row_count;
  return changed;
end $$;
