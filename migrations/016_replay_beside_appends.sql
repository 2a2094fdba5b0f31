-- A replay holds the locks of a few rows for a few milliseconds. No lock on the whole table: appends go on.
-- The functions find rows by index only. Their plans stay right when the tables have grown since they were made, or since
-- the last ANALYZE: a session that began with an empty log would read all of it at each append.

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
-- The target's one row is found by its key too: so each plan can do without a sequential scan.
where target.only_row and (p.cover_image_url is distinct from expected.cover_image_url
  or p.thumbnail_url is distinct from expected.thumbnail_url
  or p.telegram_cover_file_id is distinct from expected.telegram_cover_file_id
  or p.telegram_thumb_file_id is distinct from expected.telegram_thumb_file_id);

-- The products from p_first to p_last, both included, whose rows are wrong. Takes no lock on any row.
create function find_image_drift(p_first text, p_last text) returns text[]
language plpgsql stable
set jit = off
set plan_cache_mode = force_custom_plan
set enable_seqscan = off
set enable_bitmapscan = off
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
--
-- It is planned once a session: a plan for each page costs more than reading the page. Without nested loops, this plan is
-- right for any number of rows: each side is read once, in the order of the ids. For the same reason it does without
-- image_drift, which reads products a second time.
create function replay_image_page(p_first text, p_last text)
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
    telegram_thumb_file_id = case when i.knows_thumb_file_id then i.telegram_thumb_file_id else p.telegram_thumb_file_id end
  from image_projection(v_target.bot_id, v_target.public_url, 9223372036854775807) i, unnest(v_locked) locked
  where p.product_id = i.product_id and p.product_id = locked
    and p.product_id between p_first and p_last
    and i.product_id between p_first and p_last
    and (i.knows_cover_url and p.cover_image_url is distinct from i.cover_image_url
      or i.knows_thumb_url and p.thumbnail_url is distinct from i.thumbnail_url
      or i.knows_cover_file_id and p.telegram_cover_file_id is distinct from i.telegram_cover_file_id
      or i.knows_thumb_file_id and p.telegram_thumb_file_id is distinct from i.telegram_thumb_file_id);
  get diagnostics changed = row_count;
  busy := array(
    select p.product_id::text from products p where p.product_id between p_first and p_last
    except select unnest(v_locked));
  return next;
end $$;

-- As in migration 005. The plan is made once a session and not anew for each product; so is that of an append.
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
    telegram_thumb_file_id = drift.expected_telegram_thumb_file_id
  from image_drift drift
  where drift.product_id = p_product_id and drift.row_id = p_product_id and p.product_id = p_product_id;
  get diagnostics changed = row_count;
  return changed;
end $$;

alter function replay_one_product(text) set plan_cache_mode = force_generic_plan;
alter function replay_one_product(text) set enable_seqscan = off;
alter function replay_one_product(text) set enable_bitmapscan = off;

-- As in migration 011, with fewer and simpler statements: their plans are made once in a session, and only a batch with
-- a known id is compared with the log.
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

  select
    coalesce(
      (select e.version from image_events e where e.product_id = p_product_id order by e.version desc limit 1), 0),
    exists (
      select from jsonb_array_elements(p_events) b (event)
      join image_events e on e.event_id = (b.event ->> 'eventId')::uuid)
  into version, v_is_known;
  if v_is_known then
    outcome := 'repeated';
    version := known_image_events(p_product_id, p_events);
    return next;
    return;
  end if;
  if version <> p_expected_version then
    outcome := 'conflict';
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
  order by b.ordinal;

  perform project_product_images(p_product_id);
  outcome := 'appended';
  version := p_expected_version + v_size;
  return next;
end $$;

-- The version after a batch that the log has already. The batch is the unit: a part of it, or other content under its
-- ids, is a mistake and no repetition.
create function known_image_events(p_product_id text, p_events jsonb) returns integer
language plpgsql stable
as $$
declare
  v_size integer := jsonb_array_length(p_events);
  v_known integer;
  v_same integer;
  v_last integer;
begin
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
  if v_known <> v_size or v_same <> v_size then
    raise exception 'append_image_events: % of % event ids are taken by other events', v_known, v_size
      using errcode = 'unique_violation';
  end if;
  return v_last;
end $$;
