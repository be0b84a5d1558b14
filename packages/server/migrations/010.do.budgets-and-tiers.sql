-- What may be spent, by whom, how fast, and who may not spend at all.
-- Every process keeps these rows in memory; whatever changes one, psql included, is pushed to all.

-- A named set of limits that customers share. Each customer on it has counters of its own.
create table tier (
  id uuid primary key,
  name text not null check (char_length(name) between 1 and 120),
  requests_per_minute bigint check (requests_per_minute >= 0),
  tokens_per_minute bigint check (tokens_per_minute >= 0),
  max_parallel bigint check (max_parallel >= 0),
  -- Null: every model. An entry may end in `*`.
  models text[],
  -- The tier of whoever has none, from the very first call on.
  is_default boolean not null default false,
  revision integer not null default 1,
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  removed_at timestamptz,
  check (removed_at is null or not is_default)
);
create unique index tier_name_key on tier (name collate "C") where removed_at is null;
create unique index tier_default_key on tier (is_default) where is_default;

create table customer_tier (
  customer_external_id text primary key check (char_length(customer_external_id) between 1 and 256),
  tier_id uuid not null references tier (id),
  assigned_at timestamptz not null,
  assigned_by text not null
);
create index customer_tier_tier_idx on customer_tier (tier_id, customer_external_id collate "C");

-- Of a scope (a conjunction of dimensions, `{}` is everything), or of a tier: then of each customer on it,
-- narrowed by the scope. Removed budgets stay, with what was done to them.
create table budget (
  id uuid primary key,
  -- Tier, scope, window and kind in canonical text: one budget for each.
  key text not null,
  tier_id uuid references tier (id),
  scope jsonb not null check (jsonb_typeof(scope) = 'object'),
  period text not null,
  time_zone text not null,
  anchored_at timestamptz,
  kind text not null check (kind in ('hard', 'soft')),
  limit_amount numeric(38, 12) not null check (limit_amount >= 0),
  -- Hundredths of a per cent of the limit, ascending: 8000 is 80 %.
  thresholds integer[] not null default '{}',
  -- Kept as the configuration file says: it cannot be changed through the API.
  configured boolean not null default false,
  revision integer not null default 1,
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  removed_at timestamptz
);
create unique index budget_key_key on budget (key) where removed_at is null;
create index budget_created_at_idx on budget (created_at desc, id desc)
  where tier_id is null and removed_at is null;
create index budget_scope_idx on budget using gin (scope jsonb_path_ops);
create index budget_tier_idx on budget (tier_id);

-- Money added to the limit of a budget until an instant. For a tier's budget: of one customer.
create table budget_raise (
  id uuid primary key,
  budget_id uuid not null references budget (id),
  customer_external_id text,
  amount numeric(38, 12) not null check (amount > 0),
  ends_at timestamptz not null,
  reason text not null,
  created_at timestamptz not null,
  created_by text not null,
  idempotency_key text not null unique,
  request_sha256 bytea not null
);
create index budget_raise_budget_idx on budget_raise (budget_id, customer_external_id, created_at desc, id desc);

-- What was spent in the running window no longer counts against the limit. Kept for ever.
create table budget_reset (
  id uuid primary key,
  budget_id uuid not null references budget (id),
  customer_external_id text,
  reset_at timestamptz not null,
  reason text not null,
  created_by text not null,
  idempotency_key text not null unique,
  request_sha256 bytea not null
);
create index budget_reset_budget_idx on budget_reset (budget_id, customer_external_id, reset_at desc, id desc);

-- Requests and tokens a minute and calls at once, of a scope.
create table rate_limit (
  id uuid primary key,
  scope_key text not null unique,
  scope jsonb not null check (jsonb_typeof(scope) = 'object'),
  requests_per_minute bigint check (requests_per_minute >= 0),
  tokens_per_minute bigint check (tokens_per_minute >= 0),
  max_parallel bigint check (max_parallel >= 0),
  configured boolean not null default false,
  revision integer not null default 1,
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null
);

-- Who is blocked, since when and why; a block that was lifted stays as history.
create table block (
  id uuid primary key,
  subject_kind text not null check (subject_kind in ('customer', 'apiKeyId', 'userId', 'teamId')),
  -- The external id of a customer, the id of anything else.
  subject_id text not null check (char_length(subject_id) between 1 and 256),
  reason text not null,
  blocked_at timestamptz not null,
  blocked_by text not null,
  lifted_at timestamptz,
  lifted_by text
);
create unique index block_standing_key on block (subject_kind, subject_id) where lifted_at is null;
create index block_message_idx on block ((subject_kind || ' ' || subject_id)) where lifted_at is null;

-- One message for each thing that changed: `tier <id>`, `budget <id>`, `rate_limit <id>`,
-- `customer_tier <external id>`, `block <kind> <subject>`. Raises and resets are a change of their budget.
create function notify_budgets() returns trigger language plpgsql as $$
declare
  changed record := coalesce(new, old);
begin
  perform pg_notify('tollgate_budgets', case tg_table_name
    when 'customer_tier' then 'customer_tier ' || (to_jsonb(changed) ->> 'customer_external_id')
    when 'block' then
      'block ' || (to_jsonb(changed) ->> 'subject_kind') || ' ' || (to_jsonb(changed) ->> 'subject_id')
    when 'budget_raise' then 'budget ' || (to_jsonb(changed) ->> 'budget_id')
    when 'budget_reset' then 'budget ' || (to_jsonb(changed) ->> 'budget_id')
    else tg_table_name || ' ' || (to_jsonb(changed) ->> 'id')
  end);
  return null;
end
$$;
create trigger tier_changed after insert or update or delete on tier
  for each row execute function notify_budgets();
create trigger customer_tier_changed after insert or update or delete on customer_tier
  for each row execute function notify_budgets();
create trigger budget_changed after insert or update or delete on budget
  for each row execute function notify_budgets();
create trigger budget_raise_changed after insert or update or delete on budget_raise
  for each row execute function notify_budgets();
create trigger budget_reset_changed after insert or update or delete on budget_reset
  for each row execute function notify_budgets();
create trigger rate_limit_changed after insert or update or delete on rate_limit
  for each row execute function notify_budgets();
create trigger block_changed after insert or update or delete on block
  for each row execute function notify_budgets();
