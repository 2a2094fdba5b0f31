-- An append takes less of PostgreSQL's CPU. What it does stays the same (docs/decisions/0061-what-an-append-costs.md).

-- As in migration 015. PostgreSQL read the text of the SQL function anew, twice for each update of products. PL/pgSQL keeps
-- what it has read. It takes the values from JSON: a session goes on after an operator has changed the type of a column.
create or replace function on_sale_as(p_product products) returns text
language plpgsql immutable parallel safe
as $$
declare
  v_row jsonb := to_jsonb(p_product);
begin
  if v_row ->> 'withdrawn_at' is null then
    return (v_row ->> 'product_id') || ' ' || coalesce(v_row ->> 'title', '');
  end if;
  return null;
end $$;

-- As in migration 016, with one statement less: the events are inserted if the version is the expected one, and no id is
-- known. Only if nothing was inserted, the reason is looked for. The product's row is locked, so it does not change.
--
-- p_events: [{eventId, type, schemaVersion, imageType, data, metadata, projected}, …], at least one.
-- outcome: 'appended' | 'repeated' | 'conflict' | 'unknown_product'; version: as in migration 006.
create or replace function append_image_events(p_product_id text, p_expected_version integer, p_events jsonb)
returns table (outcome text, version integer)
language plpgsql
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  v_size integer := jsonb_array_length(p_events);
  v_is_known boolean;
  v_changed bigint;
begin
  if v_size = 0 then
    raise exception 'append_image_events: the batch is empty' using errcode = 'invalid_parameter_value';
  end if;

  perform from products p where p.product_id = p_product_id for no key update;
  if not found then
    outcome := 'unknown_product';
    version := 0;
    return next;
    return;
  end if;

  insert into image_events
    (product_id, version, event_id, batch_size, type, schema_version, image_type, data, metadata,
     slot, bot_id, value)
  select
    p_product_id,
    p_expected_version + b.ordinal,
    (b.event ->> 'eventId')::uuid,
    v_size,
    b.event ->> 'type',
    (b.event ->> 'schemaVersion')::smallint,
    b.event ->> 'imageType',
    b.event -> 'data',
    coalesce(b.event -> 'metadata', '{}'),
    b.projected ->> 'slot',
    (b.projected ->> 'botId')::bigint,
    b.projected ->> 'value'
  from (
    select event, ordinal, coalesce(event -> 'projected', (
      select jsonb_build_object('slot', older.slot, 'botId', older.bot_id, 'value', older.value)
      from projected_image_event(event) older)) as projected
    from jsonb_array_elements(p_events) with ordinality batch (event, ordinal)
  ) b
  where p_expected_version = coalesce(
      (select e.version from image_events e where e.product_id = p_product_id order by e.version desc limit 1), 0)
    and not exists (
      select from jsonb_array_elements(p_events) known (event)
      join image_events e on e.event_id = (known.event ->> 'eventId')::uuid)
  order by b.ordinal;
  if found then
    -- An assignment, unlike "perform", is no statement of its own.
    v_changed := project_product_images(p_product_id);
    outcome := 'appended';
    version := p_expected_version + v_size;
    return next;
    return;
  end if;

  select
    coalesce(
      (select e.version from image_events e where e.product_id = p_product_id order by e.version desc limit 1), 0),
    exists (
      select from jsonb_array_elements(p_events) b (event)
      join image_events e on e.event_id = (b.event ->> 'eventId')::uuid)
  into version, v_is_known;
  outcome := 'conflict';
  if v_is_known then
    outcome := 'repeated';
    version := known_image_events(p_product_id, p_events);
  end if;
  return next;
end $$;
