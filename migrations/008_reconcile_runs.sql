-- What B2 was found to hold beside the log: one row for each run of reconcile, only ever added. The counts are those
-- that remained at its end, after whatever the run repaired and deleted.
create table reconcile_runs (
  run_id bigint generated always as identity primary key,
  started_at timestamptz not null,
  finished_at timestamptz not null default clock_timestamp(),
  -- Whether every object was downloaded and hashed.
  deep boolean not null,
  objects bigint not null check (objects >= 0),
  pictures bigint not null check (pictures >= 0),
  missing bigint not null check (missing >= 0),
  altered bigint not null check (altered >= 0),
  orphaned bigint not null check (orphaned >= 0),
  superseded bigint not null check (superseded >= 0),
  repaired bigint not null check (repaired >= 0),
  invalidated bigint not null check (invalidated >= 0),
  deleted bigint not null check (deleted >= 0)
);

-- Which objects the log ever named, in the order in which S3 lists them.
create index image_events_object_key on image_events (value) where slot = 'uploaded';
