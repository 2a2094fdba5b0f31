-- Appends for several products in one statement and one commit, each decided on its own version.
--
-- It waits for no row that somebody else holds: so nobody's wait holds up the others, and it is in no deadlock. It leaves
-- out an append whose row is held or not there, that has an event id which is known, or that has no events: nothing of
-- it is written, and its caller appends it alone (append_image_events).
--
-- p_product_ids, p_versions, p_batches: a place for each append, no product twice. A batch is as in migration 016, with
-- "projected" in each event. outcome: 'appended' or 'conflict'; version: as in migration 016.
create function append_image_events_together(p_product_ids text[], p_versions integer[], p_batches jsonb[])
returns table (product_id text, outcome text, version integer)
language plpgsql
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  v_free text[];
  -- The versions that the products have, in their places. Null: the append is left out.
  v_found integer[];
  v_appended text[];
  v_target image_projection_target;
begin
  v_free := array(
    select p.product_id::text from unnest(p_product_ids) a (id) join products p on p.product_id = a.id
    for no key update of p skip locked);

  v_found := array(
    select case when a.id = any (v_free) and jsonb_array_length(a.batch) > 0 and not exists (
        select from jsonb_array_elements(a.batch) b (event)
        join image_events e on e.event_id = (b.event ->> 'eventId')::uuid)
      then coalesce(
        (select e.version from image_events e where e.product_id = a.id order by e.version desc limit 1), 0)
      end
    from unnest(p_product_ids, p_batches) with ordinality a (id, batch, place)
    order by a.place);

  insert into image_events
    (product_id, version, event_id, batch_size, type, schema_version, image_type, data, metadata,
     slot, bot_id, value)
  select
    a.id,
    a.expected + b.ordinal,
    (b.event ->> 'eventId')::uuid,
    jsonb_array_length(a.batch),
    b.event ->> 'type',
    (b.event ->> 'schemaVersion')::smallint,
    b.event ->> 'imageType',
    b.event -> 'data',
    coalesce(b.event -> 'metadata', '{}'),
    b.event -> 'projected' ->> 'slot',
    (b.event -> 'projected' ->> 'botId')::bigint,
    b.event -> 'projected' ->> 'value'
  from unnest(p_product_ids, p_versions, p_batches) with ordinality a (id, expected, batch, place)
  cross join lateral jsonb_array_elements(a.batch) with ordinality b (event, ordinal)
  where v_found[a.place] = a.expected
  order by a.place, b.ordinal;

  v_appended := array(
    select a.id from unnest(p_product_ids, p_versions, v_found) a (id, expected, found)
    where a.found = a.expected);
  select * into v_target from image_projection_target t where t.only_row;
  update products p set
    cover_image_url = case when i.knows_cover_url then i.cover_image_url else p.cover_image_url end,
    thumbnail_url = case when i.knows_thumb_url then i.thumbnail_url else p.thumbnail_url end,
    telegram_cover_file_id = case when i.knows_cover_file_id then i.telegram_cover_file_id else p.telegram_cover_file_id end,
    telegram_thumb_file_id = case when i.knows_thumb_file_id then i.telegram_thumb_file_id else p.telegram_thumb_file_id end
  from image_projection(v_target.bot_id, v_target.public_url, 9223372036854775807) i
  where p.product_id = i.product_id and i.product_id = any (v_appended)
    and (i.knows_cover_url and p.cover_image_url is distinct from i.cover_image_url
      or i.knows_thumb_url and p.thumbnail_url is distinct from i.thumbnail_url
      or i.knows_cover_file_id and p.telegram_cover_file_id is distinct from i.telegram_cover_file_id
      or i.knows_thumb_file_id and p.telegram_thumb_file_id is distinct from i.telegram_thumb_file_id);

  return query
    select a.id, case when a.found = a.expected then 'appended' else 'conflict' end,
      case when a.found = a.expected then a.expected + jsonb_array_length(a.batch) else a.found end
    from unnest(p_product_ids, p_versions, p_batches, v_found) a (id, expected, batch, found)
    where a.found is not null;
end $$;
