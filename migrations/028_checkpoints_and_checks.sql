-- How far programs have followed the log (deno task events --follow --checkpoint NAME): one row for each of them.
create table log_checkpoints (
  name text primary key check (name <> '' and length(name) <= 100),
  -- The server that gave out the transaction ids of `progress`. A dump may be restored on another one.
  server text not null,
  -- Which events are followed: the same name cannot be used for others.
  selection jsonb not null,
  progress jsonb not null,
  -- All positions that were given out by then: an event with a higher one was not followed yet.
  last_position bigint not null,
  saved_at timestamptz not null default now()
);

-- What the checks by the clock have found: one row for each run, only ever added. Old rows are deleted.
create table check_runs (
  run_id bigint generated always as identity primary key,
  -- verify, reconcile or sample.
  check_name text not null,
  started_at timestamptz not null,
  finished_at timestamptz not null default clock_timestamp(),
  -- unable: the check could not run, so nobody knows.
  outcome text not null check (outcome in ('well', 'ill', 'unable')),
  -- Numbers by their names. Those that are no harm are there too.
  counts jsonb not null,
  -- Why it could not run.
  error text check ((error is not null) = (outcome = 'unable'))
);
create index check_runs_latest on check_runs (check_name, run_id desc);

-- What operators were told last of each check. Only what is worse than that is told again, and that it is well again.
create table check_states (
  check_name text primary key,
  outcome text not null check (outcome in ('well', 'ill', 'unable')),
  counts jsonb not null,
  told_at timestamptz not null default now()
);
