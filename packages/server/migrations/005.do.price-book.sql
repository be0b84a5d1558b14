-- The price book: which prices were in force when, and since when that is known. Nothing in it is
-- edited: what is learned later is a new revision of a subject's timeline, and the old one stays.

-- Prices under the name that events record. The text of a price never passes through a float.
create table price_version (
  id bigint generated always as identity primary key,
  name text not null unique check (name <> ''),
  source text not null check (source <> ''),
  prices jsonb not null,
  recorded_at timestamptz not null default clock_timestamp()
);

-- Proposed prices from outside: a catalogue or an imported price map, to be approved or rejected.
create table price_update (
  id uuid primary key,
  layer text not null check (layer in ('import', 'catalogue')),
  source text not null check (source <> ''),
  digest bytea not null,
  state text not null check (state in ('PENDING', 'APPROVED', 'REJECTED')),
  created_at timestamptz not null default clock_timestamp(),
  created_by text not null,
  decided_at timestamptz,
  decided_by text,
  report jsonb not null default '{}',
  unique (layer, digest),
  check ((state = 'PENDING') = (decided_at is null)),
  check ((decided_at is null) = (decided_by is null))
);
create index price_update_created_at_idx on price_update (created_at desc, id desc);

-- What it would change: the whole proposed timeline of each subject that differs.
create table price_update_item (
  update_id uuid not null references price_update,
  subject text not null,
  kind text not null check (kind in ('ADDED', 'CHANGED')),
  entries jsonb not null,
  primary key (update_id, subject)
);

-- All that is known of a subject's prices on one layer, as of `recorded_at` until the next revision.
create table price_timeline (
  id bigint generated always as identity primary key,
  layer text not null check (layer in ('config', 'custom', 'import', 'catalogue', 'fallback')),
  subject text not null check (subject <> ''),
  revision integer not null check (revision >= 1),
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null,
  reason text not null default '',
  update_id uuid references price_update,
  idempotency_key text unique,
  request_sha256 bytea,
  written_in xid8 not null default pg_current_xact_id(),
  unique (layer, subject, revision),
  check ((idempotency_key is null) = (request_sha256 is null))
);
create index price_timeline_recorded_at_idx on price_timeline (recorded_at);

-- From when until when (half-open) a version is in force, and in which minutes of a UTC day: some
-- providers are cheaper at night. A gap is a time without a price on this layer.
create table price_entry (
  timeline_id bigint not null references price_timeline,
  effective_from timestamptz not null,
  effective_until timestamptz not null,
  from_minute smallint not null default 0,
  until_minute smallint not null default 1440,
  version_id bigint not null references price_version,
  primary key (timeline_id, effective_from, from_minute),
  check (effective_from < effective_until),
  check (0 <= from_minute and from_minute < until_minute and until_minute <= 1440),
  -- One price at a time. A range of one id stands in for equality, which GiST has only by extension.
  constraint price_entry_no_overlap exclude using gist (
    int8range(timeline_id, timeline_id, '[]') with &&,
    tstzrange(effective_from, effective_until) with &&,
    int4range(from_minute, until_minute) with &&
  )
);

create trigger price_version_append_only before update or delete on price_version
  for each row execute function refuse_change();
create trigger price_update_item_append_only before update or delete on price_update_item
  for each row execute function refuse_change();
create trigger price_timeline_append_only before update or delete on price_timeline
  for each row execute function refuse_change();
create trigger price_entry_append_only before update or delete on price_entry
  for each row execute function refuse_change();
create trigger price_version_no_truncate before truncate on price_version
  for each statement execute function refuse_change();
create trigger price_update_item_no_truncate before truncate on price_update_item
  for each statement execute function refuse_change();
create trigger price_timeline_no_truncate before truncate on price_timeline
  for each statement execute function refuse_change();
create trigger price_entry_no_truncate before truncate on price_entry
  for each statement execute function refuse_change();

-- An update is decided once; what it proposes stays as it was proposed.
create function decide_price_update_once() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.state <> 'PENDING'
    or (new.id, new.layer, new.source, new.digest, new.created_at, new.created_by, new.report)
      is distinct from (old.id, old.layer, old.source, old.digest, old.created_at, old.created_by, old.report)
  then
    raise exception 'price_update is decided once and not edited' using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
create trigger price_update_decided_once before update or delete on price_update
  for each row execute function decide_price_update_once();

-- Writers of the book go one after another, so that `recorded_at` rises in the order of commits: what
-- was known at a moment is then exact, and readers can ask for what is new since their last look.
create function write_price_timeline() returns trigger language plpgsql as $$
declare
  latest timestamptz;
  revisions integer;
begin
  perform pg_advisory_xact_lock(7446552002);
  select max(recorded_at) into latest from price_timeline;
  new.recorded_at := greatest(clock_timestamp(), latest + interval '1 microsecond');
  select max(revision) into revisions from price_timeline
    where layer = new.layer and subject = new.subject;
  if new.revision <> coalesce(revisions, 0) + 1 then
    raise exception 'the next revision of % % is %', new.layer, new.subject, coalesce(revisions, 0) + 1
      using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
create trigger price_timeline_in_order before insert on price_timeline
  for each row execute function write_price_timeline();

-- A revision is complete when its transaction ends: adding to it later would be an edit.
create function write_price_entry() returns trigger language plpgsql as $$
begin
  if not exists (
    select from price_timeline where id = new.timeline_id and written_in = pg_current_xact_id()
  ) then
    raise exception 'price_entry belongs to a revision that is complete' using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
create trigger price_entry_with_its_revision before insert on price_entry
  for each row execute function write_price_entry();

-- Every process keeps the book in memory. One message for a transaction, however much it writes.
create function notify_price_book() returns trigger language plpgsql as $$
begin
  perform pg_notify('tollgate_price_book', '');
  return null;
end
$$;
create trigger price_timeline_written after insert on price_timeline
  for each statement execute function notify_price_book();

-- Re-rating. One run is one logical change, made in batches: `after_*` is how far it has come.
create table rerating (
  id uuid primary key,
  idempotency_key text not null unique,
  request_sha256 bytea not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  selection jsonb not null,
  reason text not null,
  requested_by text not null,
  -- The book as it was known then prices the whole run, whatever is learned while it runs.
  book_known_at timestamptz not null,
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  after_occurred_at timestamptz,
  after_call_id uuid,
  after_attempt smallint,
  examined bigint not null default 0,
  adjusted bigint not null default 0,
  unrated bigint not null default 0,
  difference numeric(38, 12) not null default 0,
  check (starts_at < ends_at)
);
create index rerating_started_at_idx on rerating (started_at desc, id desc);
create index rerating_unfinished_idx on rerating (id) where finished_at is null;

-- Adjustment 0 is the call itself; n >= 1 is its n-th correction, whose amounts are differences and
-- whose counts are zero. The sum over all rows of a call is what it comes to now.
alter table spend_event
  add column adjustment smallint not null default 0 check (adjustment >= 0),
  add column adjusts_unpriced boolean not null default false,
  add column rerating_id uuid references rerating,
  drop constraint spend_event_pkey,
  add primary key (call_id, attempt, adjustment),
  add constraint spend_event_adjustment_is_priced check (adjustment = 0 or cost is not null),
  add constraint spend_event_adjustment_has_a_run check ((adjustment = 0) = (rerating_id is null));

create function write_adjustment() returns trigger language plpgsql as $$
begin
  if not exists (
    select from spend_event
    where call_id = new.call_id and attempt = new.attempt and adjustment = new.adjustment - 1
  ) then
    raise exception 'adjustment % of a call follows adjustment %', new.adjustment, new.adjustment - 1
      using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
create trigger spend_event_adjustments_in_order before insert on spend_event
  for each row when (new.adjustment > 0) execute function write_adjustment();

create index spend_event_unpriced_idx on spend_event (occurred_at, call_id, attempt)
  where cost is null;
