-- The program knows its event types, image types and languages. A new one needs no migration.
alter table image_events
  drop constraint image_events_type_check,
  drop constraint image_events_image_type_check;
alter table bot_users drop constraint bot_users_language_check;

-- What the projection reads of an event comes with the event; PostgreSQL no longer draws it out of the data. The values
-- that are there stay. A slot is 'uploaded', 'captured', 'telegram_invalidated' or 'image_invalidated'; or 'none' for an
-- event that the projection must not see.
alter table image_events
  alter column slot drop expression,
  alter column bot_id drop expression,
  alter column value drop expression;

-- What the projection reads of an event that is to be appended: its "projected", {slot, value?, botId?}. The release
-- before this migration does not send it. Its three event types are mapped here as the columns did before; this mapping
-- is frozen, and no new type belongs here.
create function projected_image_event(p_event jsonb)
returns table (slot text, bot_id bigint, value text)
language plpgsql immutable
as $$
declare
  v_type text := p_event ->> 'type';
  v_data jsonb := p_event -> 'data';
  v_projected jsonb := p_event -> 'projected';
begin
  if v_projected is not null then
    return query select
      v_projected ->> 'slot', (v_projected ->> 'botId')::bigint, v_projected ->> 'value';
  elsif v_type = 'ImageUploadedToB2' then
    return query select 'uploaded', null::bigint, v_data ->> 'key';
  elsif v_type = 'TelegramFileIdCaptured' then
    return query select 'captured', (v_data ->> 'botId')::bigint, v_data ->> 'fileId';
  elsif v_type = 'ImageInvalidated' then
    return query select (v_data ->> 'layer') || '_invalidated', null::bigint, v_data ->> 'fileId';
  else
    raise exception 'append_image_events: the event % does not say what the projection reads of it', v_type
      using errcode = 'invalid_parameter_value';
  end if;
end $$;

-- As in migrations 006 and 009, with what the projection reads of each event.
--
-- p_events: [{eventId, type, schemaVersion, imageType, data, metadata, projected}, …], at least one.
create or replace function append_image_events(p_product_id text, p_expected_version integer, p_events jsonb)
returns table (outcome text, version integer)
language plpgsql
set jit = off
as $$
declare
  v_size integer := jsonb_array_length(p_events);
  v_known integer;
  v_same integer;
  v_last integer;
  v_current integer;
begin
  if v_size = 0 then
    raise exception 'append_image_events: the batch is empty' using errcode = 'invalid_parameter_value';
  end if;

  perform from products p where p.product_id = p_product_id for no key update;
  if not found then
    return query select 'unknown_product'::text, 0;
    return;
  end if;

  select
    count(*),
    count(*) filter (where
      e.product_id = p_product_id and e.type = b.event ->> 'type'
      and e.schema_version = (b.event ->> 'schemaVersion')::smallint
      and e.image_type = b.event ->> 'imageType' and e.data = b.event -> 'data'
      and e.batch_size = v_size and e.version - b.ordinal = (
        select first.version - 1 from image_events first
        where first.event_id = (p_events -> 0 ->> 'eventId')::uuid)),
    max(e.version)
  into v_known, v_same, v_last
  from jsonb_array_elements(p_events) with ordinality b (event, ordinal)
  join image_events e on e.event_id = (b.event ->> 'eventId')::uuid;

  if v_known > 0 then
    -- The batch is the unit. A part of it, or other content under its ids, is a mistake and no repetition.
    if v_known <> v_size or v_same <> v_size then
      raise exception 'append_image_events: % of % event ids are taken by other events', v_known, v_size
        using errcode = 'unique_violation';
    end if;
    return query select 'repeated'::text, v_last;
    return;
  end if;

  select coalesce(max(e.version), 0) into v_current
  from image_events e where e.product_id = p_product_id;
  if v_current <> p_expected_version then
    return query select 'conflict'::text, v_current;
    return;
  end if;

  insert into image_events
    (product_id, version, event_id, batch_size, type, schema_version, image_type, data, metadata,
     slot, bot_id, value)
  select
    p_product_id,
    v_current + b.ordinal,
    (b.event ->> 'eventId')::uuid,
    v_size,
    b.event ->> 'type',
    (b.event ->> 'schemaVersion')::smallint,
    b.event ->> 'imageType',
    b.event -> 'data',
    coalesce(b.event -> 'metadata', '{}'),
    projected.slot,
    projected.bot_id,
    projected.value
  from jsonb_array_elements(p_events) with ordinality b (event, ordinal)
  cross join lateral projected_image_event(b.event) projected
  order by b.ordinal;

  perform project_product_images(p_product_id);
  return query select 'appended'::text, v_current + v_size;
end $$;

-- As in migration 005, without the events that the projection must not see.
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
      bool_or(slot in ('uploaded', 'image_invalidated')) as knows_url
    from latest
    group by product_id, image_type
  ), images as (
    select
      product_id,
      image_type,
      knows_url,
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
    max(url) filter (where image_type = 'cover'),
    max(url) filter (where image_type = 'thumb'),
    max(file_id) filter (where image_type = 'cover'),
    max(file_id) filter (where image_type = 'thumb'),
    coalesce(bool_or(knows_url) filter (where image_type = 'cover'), false),
    coalesce(bool_or(knows_url) filter (where image_type = 'thumb'), false),
    bool_or(image_type = 'cover'),
    bool_or(image_type = 'thumb')
  from images
  group by product_id
$$;
