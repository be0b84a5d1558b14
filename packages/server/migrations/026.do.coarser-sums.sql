-- Coarser sums than the rollups, so that reports of months read little: by hour of what there are few of, and
-- by month (of UTC) of each customer. Both are made of the rollups.

-- What the sums of an hour are of. A level tells some columns apart, and the others are null: CALL the model,
-- provider, status, endpoint and service tier; OWNER the API key, team and user; TAGS the tags.
create table usage_part (
  id bigint generated always as identity primary key,
  digest bytea not null unique,
  level text not null check (level in ('CALL', 'OWNER', 'TAGS')),
  model text,
  provider text,
  status text,
  route text,
  service_tier text,
  api_key_id uuid,
  team_id uuid,
  user_id uuid,
  tags text[]
);

create table usage_hour (
  part_id bigint not null references usage_part (id),
  level text not null,
  bucket_start timestamptz not null,
  calls bigint not null,
  failed_calls bigint not null,
  unpriced_calls bigint not null,
  estimated_calls bigint not null,
  cache_hits bigint not null,
  input_tokens bigint not null,
  cached_input_tokens bigint not null,
  cache_write_tokens bigint not null,
  output_tokens bigint not null,
  reasoning_tokens bigint not null,
  cost numeric(38, 12) not null,
  charge numeric(38, 12) not null,
  primary key (level, bucket_start, part_id)
);

-- Of spend without a customer the id is empty.
create table customer_month (
  customer_external_id text not null,
  bucket_start timestamptz not null,
  calls bigint not null,
  failed_calls bigint not null,
  unpriced_calls bigint not null,
  estimated_calls bigint not null,
  cache_hits bigint not null,
  input_tokens bigint not null,
  cached_input_tokens bigint not null,
  cache_write_tokens bigint not null,
  output_tokens bigint not null,
  reasoning_tokens bigint not null,
  cost numeric(38, 12) not null,
  charge numeric(38, 12) not null,
  primary key (bucket_start, customer_external_id)
);

-- All rollups are grouped at once; the default memory would send them to disk several times.
select set_config('work_mem', '256MB', true);

create temporary table sums on commit drop as
select
  case 0 when grouping(model) then 'CALL' when grouping(tags) then 'TAGS' else 'OWNER' end as level,
  date_bin('1 hour', bucket_start, 'epoch') as hour,
  model, provider, status, route, service_tier, api_key_id, team_id, user_id, tags,
  null::bytea as digest,
  sum(calls) as calls,
  sum(failed_calls) as failed_calls,
  sum(unpriced_calls) as unpriced_calls,
  sum(estimated_calls) as estimated_calls,
  sum(cache_hits) as cache_hits,
  sum(input_tokens) as input_tokens,
  sum(cached_input_tokens) as cached_input_tokens,
  sum(cache_write_tokens) as cache_write_tokens,
  sum(output_tokens) as output_tokens,
  sum(reasoning_tokens) as reasoning_tokens,
  sum(cost) as cost,
  sum(charge) as charge
from usage_rollup join usage_dimension on usage_dimension.id = dimension_id
group by hour, grouping sets (
  (model, provider, status, route, service_tier), (api_key_id, team_id, user_id), (tags));
update sums set digest = sha256(convert_to(jsonb_build_array(
  level, model, provider, status, route, service_tier, api_key_id, team_id, user_id, tags)::text, 'UTF8'));

insert into usage_part (
  digest, level, model, provider, status, route, service_tier, api_key_id, team_id, user_id, tags)
select distinct on (digest)
  digest, level, model, provider, status, route, service_tier, api_key_id, team_id, user_id, tags
from sums order by digest;

insert into usage_hour (part_id, level, bucket_start, calls, failed_calls, unpriced_calls, estimated_calls, cache_hits, input_tokens, cached_input_tokens,
  cache_write_tokens, output_tokens, reasoning_tokens, cost, charge)
select id, sums.level, hour, calls, failed_calls, unpriced_calls, estimated_calls, cache_hits, input_tokens, cached_input_tokens,
  cache_write_tokens, output_tokens, reasoning_tokens, cost, charge
from sums join usage_part using (digest)
order by sums.level, hour, id;

insert into customer_month (customer_external_id, bucket_start, calls, failed_calls, unpriced_calls, estimated_calls, cache_hits, input_tokens, cached_input_tokens,
  cache_write_tokens, output_tokens, reasoning_tokens, cost, charge)
select coalesce(customer_external_id, ''), date_trunc('month', bucket_start, 'UTC') as month,
  sum(calls) as calls,
  sum(failed_calls) as failed_calls,
  sum(unpriced_calls) as unpriced_calls,
  sum(estimated_calls) as estimated_calls,
  sum(cache_hits) as cache_hits,
  sum(input_tokens) as input_tokens,
  sum(cached_input_tokens) as cached_input_tokens,
  sum(cache_write_tokens) as cache_write_tokens,
  sum(output_tokens) as output_tokens,
  sum(reasoning_tokens) as reasoning_tokens,
  sum(cost) as cost,
  sum(charge) as charge
from usage_rollup join usage_dimension on usage_dimension.id = dimension_id
group by 1, month order by month, 1;
