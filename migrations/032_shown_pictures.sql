-- How many pictures were shown, by all processes together. Each process adds its counts once a minute. Every row is a sum, so
-- rows of minutes become rows of hours and of days later (src/pictures/shown_counts.ts).
create table shown_pictures (
  -- A time of PostgreSQL's clock: the clocks of processes may differ.
  starts_at timestamptz not null,
  -- How long a row lasts: a minute, an hour or a day, in UTC.
  minutes integer not null check (minutes in (1, 60, 1440)),
  image_type text not null,
  rung text not null,
  -- It took up to 10 ^ (latency_class / 10) milliseconds: each class lasts a quarter longer than the one before.
  latency_class integer not null,
  pictures bigint not null,
  bytes_to_telegram bigint not null,
  bytes_from_b2 bigint not null,
  primary key (starts_at, minutes, image_type, rung, latency_class)
);
