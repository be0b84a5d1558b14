-- Teams and people. A person may be known by an address alone, so that spend can be put down to them;
-- who has neither a password nor a linked login cannot sign in.

alter table app_user
  add column email text check (char_length(email) between 3 and 320),
  add column kind text not null default 'person' check (kind in ('person', 'service')),
  add column disabled_at timestamptz,
  add column revision integer not null default 1,
  alter column password_hash drop not null,
  drop constraint app_user_role_check,
  add constraint app_user_role_check check (role in ('ADMIN', 'ENGINEER', 'FINANCE', 'VIEWER', 'MEMBER'));
update app_user set email = login where login like '%_@_%';
create unique index app_user_email_key on app_user (lower(email));
create index app_user_created_at_idx on app_user (created_at desc, id desc);

create table team (
  id uuid primary key default gen_random_uuid(),
  name text not null check (char_length(name) between 1 and 120),
  metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object'),
  created_at timestamptz not null,
  blocked_at timestamptz,
  archived_at timestamptz,
  revision integer not null default 1
);
create unique index team_name_key on team (lower(name)) where archived_at is null;
create index team_created_at_idx on team (created_at desc, id desc);

create table team_member (
  team_id uuid not null references team (id) on delete cascade,
  user_id uuid not null references app_user (id) on delete cascade,
  role text not null check (role in ('ADMIN', 'MEMBER')),
  added_at timestamptz not null,
  primary key (team_id, user_id)
);
create index team_member_user_idx on team_member (user_id);

-- `models` null: every model. `user_id` is the owner, who the key's spend is put down to.
alter table api_key
  add column user_id uuid references app_user (id),
  add column team_id uuid references team (id),
  add column models text[],
  add column metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object'),
  add column blocked_at timestamptz,
  add column revision integer not null default 1;
create index api_key_team_idx on api_key (team_id);
create index api_key_user_idx on api_key (user_id);

-- A blocked team and a disabled owner close their keys, so these changes too are pushed.
create function notify_keys_of_team() returns trigger language plpgsql as $$
begin
  perform pg_notify('tollgate_api_key', encode(secret_sha256, 'hex')) from api_key where team_id = new.id;
  return null;
end
$$;
create trigger team_changed after update of blocked_at, archived_at on team
  for each row execute function notify_keys_of_team();

create function notify_keys_of_user() returns trigger language plpgsql as $$
begin
  perform pg_notify('tollgate_api_key', encode(secret_sha256, 'hex')) from api_key where user_id = new.id;
  return null;
end
$$;
create trigger app_user_changed after update of disabled_at on app_user
  for each row execute function notify_keys_of_user();

-- Who a call is put down to, as its key stood at the time.
alter table spend_event
  add column team_id uuid,
  add column user_id uuid;

alter table usage_dimension
  add column team_id uuid,
  add column user_id uuid;
create index usage_dimension_team_idx on usage_dimension (team_id);
create index usage_dimension_user_idx on usage_dimension (user_id);
update usage_dimension set digest = sha256(convert_to(jsonb_build_array(
  customer_external_id, api_key_id, team_id, user_id, model, provider, tags)::text, 'UTF8'));
