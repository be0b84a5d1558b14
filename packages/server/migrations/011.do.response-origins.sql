-- Which deployment made which response, for whom: so that it can be fetched, cancelled and gone on from
-- on every server, by those it belongs to. Rows go when the provider has let the response go.
create table response_origin (
  response_id text primary key,
  deployment_id text not null,
  api_key_id uuid,
  team_id uuid,
  customer_external_id text,
  created_at timestamptz not null
);
create index response_origin_created_at_idx on response_origin (created_at);
