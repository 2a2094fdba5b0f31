-- Queues that operators have paused: no process starts a job of one until its row is deleted. '*': all queues.
create table queue_pauses (
  queue text primary key check (queue <> ''),
  paused_at timestamptz not null default clock_timestamp(),
  -- Who, as in operator_actions. Nobody has checked it.
  paused_by text not null
);

-- Work on the whole shop that takes long: `details` say how far it is while it goes on.
alter table operator_actions
  -- mend or reconcile; null for an action that ends at once.
  add column work text,
  -- When its process last said that it goes on. One that is silent has been killed.
  add column beat_at timestamptz,
  add column cancel_asked boolean not null default false,
  add constraint operator_actions_work_beats check ((work is null) = (beat_at is null)),
  drop constraint operator_actions_outcome_check,
  add constraint operator_actions_outcome_check
    check (outcome in ('started', 'done', 'refused', 'failed', 'cancelled'));

-- Each work runs once at a time, whatever the number of replicas.
create unique index operator_actions_running on operator_actions (work) where outcome = 'started' and work is not null;

-- What a run found: the first of them, and what it did about each. An older release keeps none.
alter table reconcile_runs add column findings jsonb not null default '[]';
