-- Appends a batch to a product's events: lock, expected version, insert, project, in one call.
--
-- p_events: [{eventId, type, schemaVersion, imageType, data, metadata}, …], at least one.
-- outcome: 'appended' | 'repeated' (this very batch is in the log already) | 'conflict' (the version is another;
-- nothing was written) | 'unknown_product'. version: of the batch's last event, or for a conflict the actual one.
create function append_image_events(p_product_id text, p_expected_version integer, p_events jsonb)
returns table (outcome text, version integer)
language plpgsql
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
    -- The batch is the unit: a part of it, or other content under its ids, is a mistake and no repetition.
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
    (product_id, version, event_id, batch_size, type, schema_version, image_type, data, metadata)
  select
    p_product_id,
    v_current + b.ordinal,
    (b.event ->> 'eventId')::uuid,
    v_size,
    b.event ->> 'type',
    (b.event ->> 'schemaVersion')::smallint,
    b.event ->> 'imageType',
    b.event -> 'data',
    coalesce(b.event -> 'metadata', '{}')
  from jsonb_array_elements(p_events) with ordinality b (event, ordinal)
  order by b.ordinal;

  perform project_product_images(p_product_id);
  return query select 'appended'::text, v_current + v_size;
end $$;
