-- What the bot must know after a kill.

-- A user's own choice of language, else what Telegram said last; a seller is told things without having written.
create table bot_users (
  user_id bigint primary key,
  language text check (language in ('en', 'fr')),
  telegram_language text
);

-- Where a user stands in a dialogue (a sale, an edit), one at a time.
create table dialogues (
  user_id bigint primary key,
  state jsonb not null,
  updated_at timestamptz not null default now()
);

-- Updates whose effects are complete. Telegram delivers again what was not confirmed before a kill.
create table handled_updates (
  bot_id bigint not null,
  update_id bigint not null,
  handled_at timestamptz not null default now(),
  primary key (bot_id, update_id)
);
create index handled_updates_handled_at on handled_updates (handled_at);
