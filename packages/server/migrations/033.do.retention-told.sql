-- What is told of how long single calls are kept: what went, and what the last look at the months found.

create table dropped_month (
  starts_at timestamptz primary key,
  calls bigint not null check (calls >= 0),
  dropped_at timestamptz not null
);

-- Of whichever server looked last.
create table retention_run (
  only_row boolean primary key default true check (only_row),
  ran_at timestamptz not null,
  held_starts_at timestamptz,
  held_reason text,
  check ((held_starts_at is null) = (held_reason is null))
);
