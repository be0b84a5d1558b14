-- The one record of spend, its rollups, and who may spend.
-- Times are instants. Money is US dollars, numeric(38,12): whole pico-dollars, exact.

create table app_user (
  id uuid primary key default gen_random_uuid(),
  login text not null,
  name text not null,
  role text not null check (role in ('ADMIN', 'VIEWER')),
  password_hash text not null,
  created_at timestamptz not null default now()
);
create unique index app_user_login_key on app_user (lower(login));

create table user_session (
  token_sha256 bytea primary key,
  user_id uuid not null references app_user (id) on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index user_session_expires_at_idx on user_session (expires_at);

-- The master key made at first start, hashed; a key given by configuration is never stored.
create table master_key (
  only_row boolean primary key default true check (only_row),
  secret_sha256 bytea not null,
  created_at timestamptz not null default now()
);

create table api_key (
  id uuid primary key,
  alias text not null check (alias <> ''),
  prefix text not null,
  last_four text not null,
  secret_sha256 bytea not null unique,
  bound_customer text,
  tags text[] not null default '{}',
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  idempotency_key text not null unique,
  request_sha256 bytea not null
);
create index api_key_created_at_idx on api_key (created_at desc, id desc);

-- Every process keeps keys in memory; whatever changes a key, psql included, is pushed to all of them.
create function notify_api_key() returns trigger language plpgsql as $$
begin
  perform pg_notify('tollgate_api_key', encode(coalesce(new.secret_sha256, old.secret_sha256), 'hex'));
  return null;
end
$$;
create trigger api_key_changed after insert or update or delete on api_key
  for each row execute function notify_api_key();

create table customer (
  id uuid primary key default gen_random_uuid(),
  external_id text not null unique check (char_length(external_id) between 1 and 256),
  name text,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null
);
create index customer_external_id_idx on customer (external_id collate "C");
create index customer_last_seen_at_idx on customer (last_seen_at desc, external_id collate "C");

-- One row for each attempt at an upstream. Inserted once, never changed: corrections are further rows.
create table spend_event (
  call_id uuid not null,
  attempt smallint not null check (attempt >= 1),
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  duration_ms integer not null check (duration_ms >= 0),
  first_byte_ms integer,
  route text not null,
  status text not null check (status in ('succeeded', 'failed', 'aborted', 'unknown')),
  http_status integer not null,
  error_code text,
  streamed boolean not null,
  customer_external_id text,
  api_key_id uuid,
  model text not null,
  provider text not null,
  upstream_model text not null,
  tags text[] not null,
  user_agent text,
  usage_source text not null check (usage_source in ('reported', 'estimated', 'none')),
  input_tokens bigint not null check (input_tokens >= 0),
  cached_input_tokens bigint not null check (cached_input_tokens >= 0),
  cache_write_tokens bigint not null check (cache_write_tokens >= 0),
  output_tokens bigint not null check (output_tokens >= 0),
  reasoning_tokens bigint not null check (reasoning_tokens >= 0),
  cost numeric(38, 12),
  charge numeric(38, 12),
  price_version text,
  lines jsonb not null,
  primary key (call_id, attempt),
  check ((cost is null) = (charge is null))
);
create index spend_event_occurred_at_idx on spend_event (occurred_at desc, call_id desc, attempt desc);
create index spend_event_customer_idx on spend_event (customer_external_id, occurred_at desc, call_id desc, attempt desc);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end
$$;
create trigger spend_event_append_only before update or delete on spend_event
  for each row execute function refuse_change();
create trigger spend_event_no_truncate before truncate on spend_event
  for each statement execute function refuse_change();

-- Each distinct combination of who, what and how tagged, once. `digest` is its SHA-256.
create table usage_dimension (
  id bigint generated always as identity primary key,
  digest bytea not null unique,
  customer_external_id text,
  api_key_id uuid,
  model text not null,
  provider text not null,
  tags text[] not null
);
create index usage_dimension_customer_idx on usage_dimension (customer_external_id);

-- Sums by quarter of an hour, so that a day in any time zone is made of whole buckets.
create table usage_rollup (
  dimension_id bigint not null references usage_dimension (id),
  bucket_start timestamptz not null,
  calls bigint not null,
  failed_calls bigint not null,
  unpriced_calls bigint not null,
  estimated_calls bigint not null,
  input_tokens bigint not null,
  cached_input_tokens bigint not null,
  cache_write_tokens bigint not null,
  output_tokens bigint not null,
  reasoning_tokens bigint not null,
  cost numeric(38, 12) not null,
  charge numeric(38, 12) not null,
  primary key (dimension_id, bucket_start)
);
create index usage_rollup_bucket_start_idx on usage_rollup (bucket_start);

create table customer_total (
  customer_external_id text primary key,
  calls bigint not null,
  cost numeric(38, 12) not null,
  charge numeric(38, 12) not null
);

-- Rises by one with every batch of events that is recorded.
create table spend_sequence (
  only_row boolean primary key default true check (only_row),
  sequence bigint not null
);
insert into spend_sequence (sequence) values (0);
