-- The log stays append-only, with one way out: what the law wants gone can be taken out of the contents of events. A
-- transaction must say so (`vitrine.redacts` is its own id), and may change only `data`, `value` and `metadata`. So the
-- order, the versions, the types and the times of all events stay as they were.
create or replace function refuse_to_change_image_events() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and current_setting('vitrine.redacts', true) = pg_current_xact_id()::text then
    if (old.position, old.product_id, old.version, old.event_id, old.batch_size, old.type, old.schema_version,
        old.image_type, old.slot, old.bot_id, old.recorded_at, old.transaction_id)
      is not distinct from
      (new.position, new.product_id, new.version, new.event_id, new.batch_size, new.type, new.schema_version,
        new.image_type, new.slot, new.bot_id, new.recorded_at, new.transaction_id) then
      return new;
    end if;
  end if;
  raise exception 'image_events is append-only: % refused', tg_op using errcode = 'restrict_violation';
end $$;

-- The receipts: that something was taken out, and what the order of these events was. They name no person.
create table redactions (
  redaction_id bigint generated always as identity primary key,
  redacted_at timestamptz not null default now(),
  products text[] not null,
  -- Events that were changed.
  events bigint not null,
  -- SHA-256 of what stays of all events of these products: position, product, version, id, type and time.
  digest text not null
);
