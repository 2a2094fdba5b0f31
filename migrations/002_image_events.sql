-- What happened to the pictures: append-only. The order of a product's events is `version`, of all `position`.
create table image_events (
  position bigint generated always as identity primary key,
  product_id text not null,
  version integer not null check (version > 0),
  event_id uuid not null unique,
  -- How many events were appended with it: a repeated append must be the same batch, whole.
  batch_size smallint not null check (batch_size > 0),
  type text not null
    check (type in ('ImageUploadedToB2', 'TelegramFileIdCaptured', 'ImageInvalidated')),
  schema_version smallint not null check (schema_version > 0),
  image_type text not null check (image_type in ('cover', 'thumb')),
  data jsonb not null,
  metadata jsonb not null default '{}',
  recorded_at timestamptz not null default clock_timestamp(),
  -- Readers of the whole log go up to pg_snapshot_xmin, so that an event that commits late is not skipped.
  transaction_id xid8 not null default pg_current_xact_id(),

  -- What the projection reads, drawn out of the data so that one index answers it without the table.
  slot text collate "C" not null generated always as (
    case type
      when 'ImageUploadedToB2' then 'uploaded'
      when 'TelegramFileIdCaptured' then 'captured'
      else (data ->> 'layer') || '_invalidated'
    end
  ) stored,
  bot_id bigint generated always as ((data ->> 'botId')::bigint) stored,
  value text collate "C" generated always as (
    case type when 'ImageUploadedToB2' then data ->> 'key' else data ->> 'fileId' end
  ) stored,

  unique (product_id, version)
);

create index image_events_projection
  on image_events (product_id, image_type, slot, bot_id, position desc) include (value);

create function refuse_to_change_image_events() returns trigger language plpgsql as $$
begin
  raise exception 'image_events is append-only: % refused', tg_op using errcode = 'restrict_violation';
end $$;

create trigger image_events_append_only before update or delete on image_events
  for each row execute function refuse_to_change_image_events();
create trigger image_events_no_truncate before truncate on image_events
  for each statement execute function refuse_to_change_image_events();
