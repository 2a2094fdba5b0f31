-- A product may have several pictures. The image type of an event says which one it is of: 'cover' of picture 1,
-- 'cover.2' of picture 2. The slot 'put_first' says that a picture stands before the others from then on.
-- As in migration 011, for the picture that is first: the columns of products hold this one.
create or replace function image_projection(p_bot_id bigint, p_public_url text, p_position bigint)
returns table (
  product_id text,
  cover_image_url text,
  thumbnail_url text,
  telegram_cover_file_id text,
  telegram_thumb_file_id text,
  knows_cover_url boolean,
  knows_thumb_url boolean,
  knows_cover_file_id boolean,
  knows_thumb_file_id boolean
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
      max(position) filter (where slot = 'uploaded') as uploaded,
      max(value) filter (where slot = 'uploaded') as key,
      coalesce(max(position) filter (where slot in ('uploaded', 'image_invalidated')), 0) as renewed,
      coalesce(max(position) filter (where slot = 'image_invalidated'), 0) as invalidated,
      coalesce(max(position) filter (where slot = 'telegram_invalidated'), 0) as refused,
      max(position) filter (where slot = 'captured' and bot_id = p_bot_id) as captured,
      max(value) filter (where slot = 'captured' and bot_id = p_bot_id) as file_id,
      max(position) filter (where slot = 'put_first') as put_first,
      bool_or(slot in ('uploaded', 'image_invalidated')) as knows_url
    from latest
    group by product_id, image_type
  ), images as (
    select
      product_id,
      image_type,
      knows_url,
      -- Digits of one length: their order as text is their order as numbers.
      lpad(put_first::text, 19, '0') as turn,
      case when uploaded > invalidated then p_public_url || '/' || key end as url,
      case
        when captured > renewed and (
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
      max(url) filter (where image_type = 'cover') as cover_url,
      max(url) filter (where image_type = 'thumb') as thumb_url,
      max(file_id) filter (where image_type = 'cover') as cover_file_id,
      max(file_id) filter (where image_type = 'thumb') as thumb_file_id,
      coalesce(bool_or(knows_url) filter (where image_type = 'cover'), false) as knows_cover_url,
      coalesce(bool_or(knows_url) filter (where image_type = 'thumb'), false) as knows_thumb_url,
      bool_or(image_type = 'cover') as knows_cover_file_id,
      bool_or(image_type = 'thumb') as knows_thumb_file_id,
      -- Of the picture that was put first last, after its turn. Null if none was: then picture 1 is first.
      max(turn || coalesce(url, '')) filter (where turn is not null and image_type like 'cover%') as first_cover_url,
      max(turn || coalesce(url, '')) filter (where turn is not null and image_type like 'thumb%') as first_thumb_url,
      max(turn || coalesce(file_id, '')) filter (where turn is not null and image_type like 'cover%') as first_cover_id,
      max(turn || coalesce(file_id, '')) filter (where turn is not null and image_type like 'thumb%') as first_thumb_id
    from images
    group by product_id
  )
  select
    product_id,
    case when first_cover_url is null then cover_url else nullif(substr(first_cover_url, 20), '') end,
    case when first_thumb_url is null then thumb_url else nullif(substr(first_thumb_url, 20), '') end,
    case when first_cover_id is null then cover_file_id else nullif(substr(first_cover_id, 20), '') end,
    case when first_thumb_id is null then thumb_file_id else nullif(substr(first_thumb_id, 20), '') end,
    knows_cover_url or first_cover_url is not null,
    knows_thumb_url or first_thumb_url is not null,
    knows_cover_file_id or first_cover_id is not null,
    knows_thumb_file_id or first_thumb_id is not null
  from products_images
$$;
