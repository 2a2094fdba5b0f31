-- Updates that are being handled, and that Telegram may have forgotten already. A row is deleted when its update is
-- complete. A process that was killed leaves its rows to the next one.
create table update_inbox (
  bot_id bigint not null,
  update_id bigint not null,
  -- As Telegram sent it. Not jsonb: that refuses characters which JSON allows.
  body json not null,
  saved_at timestamptz not null default now(),
  -- Until then the process that saved it works on it. After that any process may take it over.
  held_until timestamptz not null,
  primary key (bot_id, update_id)
);
