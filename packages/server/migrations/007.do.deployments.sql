-- Upstreams behind model names that are kept here and not in the file. Secrets are sealed with
-- AES-256-GCM for this very row; `encryption_key_id` tells with which key.
create table deployment (
  id uuid primary key,
  revision integer not null check (revision >= 1),
  model_name text not null check (char_length(model_name) between 1 and 256),
  provider text not null,
  upstream_model text not null,
  api_base text,
  api_version text,
  base_model text,
  settings jsonb not null,
  unpriced text check (unpriced in ('refuse', 'flag', 'fallback')),
  weight double precision not null check (weight > 0),
  routing_order integer not null check (routing_order >= 0),
  api_key_last_four text,
  secret_setting_names text[] not null,
  sealed_secrets bytea,
  encryption_key_id text,
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  updated_by text not null,
  check ((sealed_secrets is null) = (encryption_key_id is null))
);

-- Every process keeps them in memory; whatever changes one, psql included, is pushed to all of them.
create function notify_deployment() returns trigger language plpgsql as $$
begin
  perform pg_notify('tollgate_deployment', coalesce(new.id, old.id)::text);
  return null;
end
$$;
create trigger deployment_changed after insert or update or delete on deployment
  for each row execute function notify_deployment();
