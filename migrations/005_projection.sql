-- What the columns are built for: one row. A process with another bot or public URL rebuilds them, once.
create table image_projection_target (
  only_row boolean primary key default true check (only_row),
  bot_id bigint not null,
  public_url text not null check (public_url !~ '/$'),
  built_at timestamptz not null default now()
);

-- THE definition: what the four columns must hold for a bot and a public URL, by the log up to a position.
-- A row for each product of which an event speaks; a column of which none speaks is marked unknown, so that
-- a legacy row keeps its local path. `columnsOf(evolve(…))` in src/domain says the same in TypeScript.
create function image_projection(p_bot_id bigint, p_public_url text, p_position bigint)
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
    where position <= p_position
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

-- The definition beside the rows (its product_id is the log's, so that bounds on it bound what is read of the log): those in which columns and log disagree. Projecting sets them right,
-- verifying lists them.
create view image_drift as
select
  i.product_id,
  p.cover_image_url,
  p.thumbnail_url,
  p.telegram_cover_file_id,
  p.telegram_thumb_file_id,
  expected.cover_image_url as expected_cover_image_url,
  expected.thumbnail_url as expected_thumbnail_url,
  expected.telegram_cover_file_id as expected_telegram_cover_file_id,
  expected.telegram_thumb_file_id as expected_telegram_thumb_file_id
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
where p.cover_image_url is distinct from expected.cover_image_url
  or p.thumbnail_url is distinct from expected.thumbnail_url
  or p.telegram_cover_file_id is distinct from expected.telegram_cover_file_id
  or p.telegram_thumb_file_id is distinct from expected.telegram_thumb_file_id;

-- Projects one product, and says how many rows that changed: 1 or 0. The caller holds its row's lock.
create function project_product_images(p_product_id text) returns bigint language plpgsql as $$
declare
  changed bigint;
begin
  update products p set
    cover_image_url = drift.expected_cover_image_url,
    thumbnail_url = drift.expected_thumbnail_url,
    telegram_cover_file_id = drift.expected_telegram_cover_file_id,
    telegram_thumb_file_id = drift.expected_telegram_thumb_file_id
  from image_drift drift
  where drift.product_id = p_product_id and p.product_id = p_product_id;
  get diagnostics changed = row_count;
  return changed;
end $$;

-- Replays one product in one call: its row's lock first, then, with a snapshot of its own, what the log says by
-- then. No row: there is no such product.
create function replay_one_product(p_product_id text) returns table (events bigint, changed bigint)
language plpgsql
as $$
begin
  perform from products p where p.product_id = p_product_id for no key update;
  if not found then
    return;
  end if;
  select count(*) into events from image_events e where e.product_id = p_product_id;
  changed := project_product_images(p_product_id);
  return next;
end $$;

-- Projects the products from p_from up to, and without, p_to (null: no bound); rows that are right already are not
-- written. Returns the number of rows written. Appends wait meanwhile (their first act is a row lock on products),
-- readers do not. Planned for its bounds: a part of the products must not be found by reading the whole log.
create function replay_product_images(p_from text, p_to text) returns bigint
language plpgsql
set plan_cache_mode = force_custom_plan
set work_mem = '64MB'
as $$
declare
  changed bigint;
begin
  lock table products in exclusive mode;
  update products p set
    cover_image_url = drift.expected_cover_image_url,
    thumbnail_url = drift.expected_thumbnail_url,
    telegram_cover_file_id = drift.expected_telegram_cover_file_id,
    telegram_thumb_file_id = drift.expected_telegram_thumb_file_id
  from image_drift drift
  where drift.product_id = p.product_id
    and (p_from is null or drift.product_id >= p_from)
    and (p_to is null or drift.product_id < p_to);
  get diagnostics changed = row_count;
  return changed;
end $$;
