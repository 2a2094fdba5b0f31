-- What operators did in the console: who, when, what, and how it ended. A row is added before the action begins.
create table operator_actions (
  action_id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  -- The id of the session, and the name that was given at the login, which nobody has checked.
  session_id text not null,
  name text,
  action text not null,
  -- A product or a job; null for an action on all of them.
  target text,
  -- started: it runs, or its process was killed.
  outcome text not null default 'started' check (outcome in ('started', 'done', 'refused', 'failed')),
  details jsonb not null default '{}'
);

-- What happened to one product or job, the latest first.
create index operator_actions_target on operator_actions (target, action_id desc) where target is not null;

-- The pictures that were given up: few, in a log of many events.
create index image_events_lost on image_events (position) where type = 'ImageLost';
