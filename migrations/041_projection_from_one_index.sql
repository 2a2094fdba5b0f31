-- As in migration 023, but for one condition. With PostgreSQL 18, a replay, an append and a look back read the log from the
-- one index that holds all of it again, as with the versions before (docs/decisions/0060-a-replay-does-not-wait-for-the-disk.md).
create or replace function image_projection(p_bot_id bigint, p_public_url text, p_position bigint)
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
    -- The sum keeps this bound from being searched for in the index. PostgreSQL 18 would expect thousands of searches there,
    -- and read the table instead.
    where position + 0 <= p_position and slot <> 'none'
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
