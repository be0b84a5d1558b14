-- Rotation: the secret before this one opens the key until `previous_valid_until`.
alter table api_key
  add column previous_secret_sha256 bytea unique,
  add column previous_valid_until timestamptz,
  add column rotated_at timestamptz,
  add check ((previous_secret_sha256 is null) = (previous_valid_until is null));

create or replace function notify_api_key() returns trigger language plpgsql as $$
begin
  perform pg_notify('tollgate_api_key', encode(hash, 'hex'))
  from (select distinct unnest(array[
    old.secret_sha256, new.secret_sha256, old.previous_secret_sha256, new.previous_secret_sha256]) as hash) as hashes
  where hash is not null;
  return null;
end
$$;

create or replace function notify_keys_of_team() returns trigger language plpgsql as $$
begin
  perform pg_notify('tollgate_api_key', encode(hash, 'hex'))
  from api_key, unnest(array[secret_sha256, previous_secret_sha256]) as hash
  where team_id = new.id and hash is not null;
  return null;
end
$$;

create or replace function notify_keys_of_user() returns trigger language plpgsql as $$
begin
  perform pg_notify('tollgate_api_key', encode(hash, 'hex'))
  from api_key, unnest(array[secret_sha256, previous_secret_sha256]) as hash
  where user_id = new.id and hash is not null;
  return null;
end
$$;

-- When a key was last used, known from the events themselves and written once per batch of them.
create table api_key_use (
  api_key_id uuid primary key,
  last_used_at timestamptz not null
);
insert into api_key_use
select api_key_id, max(occurred_at) from spend_event where api_key_id is not null group by 1;

create index usage_dimension_api_key_idx on usage_dimension (api_key_id);

alter table user_session
  add column id uuid not null unique default gen_random_uuid(),
  add column address text,
  add column user_agent text;
create index user_session_user_idx on user_session (user_id, created_at desc);

-- Pages continue after an instant in milliseconds.
update app_user set created_at = date_trunc('milliseconds', created_at);
alter table app_user alter column created_at set default date_trunc('milliseconds', now());

-- A link by which someone sets the password of a user, once.
create table invitation (
  token_sha256 bytea primary key,
  user_id uuid not null references app_user (id) on delete cascade,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz
);
create index invitation_user_idx on invitation (user_id);

-- Credentials of the management API; PORTAL ones open one customer's own and nothing else.
create table api_token (
  id uuid primary key,
  name text not null check (char_length(name) between 1 and 120),
  scope text not null check (scope in ('ADMIN', 'BILLING_READ', 'BILLING_WRITE', 'VIEWER', 'PORTAL')),
  customer_external_id text,
  user_id uuid references app_user (id),
  prefix text not null,
  last_four text not null,
  secret_sha256 bytea not null unique,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  check ((scope = 'PORTAL') = (customer_external_id is not null))
);
create index api_token_created_at_idx on api_token (created_at desc, id desc);

-- What was asked once is not done twice: the request under each idempotency key, and what it made.
create table idempotency_key (
  operation text not null,
  key text not null,
  request_sha256 bytea not null,
  result_id uuid not null,
  created_at timestamptz not null,
  primary key (operation, key)
);
