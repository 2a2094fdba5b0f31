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
      -- Picture 1 is first until another is put first. Of one that never was, the columns say nothing.
      case when image_type in ('cover', 'thumb') or put_first is not null then split_part(image_type, '.', 1) end
        as column_of,
      put_first,
      knows_url or put_first is not null as knows_url,
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
  )
  select
    product_id,
    (array_agg(url order by put_first desc nulls last) filter (where column_of = 'cover'))[1],
    (array_agg(url order by put_first desc nulls last) filter (where column_of = 'thumb'))[1],
    (array_agg(file_id order by put_first desc nulls last) filter (where column_of = 'cover'))[1],
    (array_agg(file_id order by put_first desc nulls last) filter (where column_of = 'thumb'))[1],
    coalesce(bool_or(knows_url) filter (where column_of = 'cover'), false),
    coalesce(bool_or(knows_url) filter (where column_of = 'thumb'), false),
    bool_or(column_of = 'cover'),
    bool_or(column_of = 'thumb')
  from images
  group by product_id
$$;
