-- The tables of LiteLLM that are imported, with the columns and types that its published schema gives them.
create table "LiteLLM_BudgetTable" (
  budget_id text primary key, max_budget double precision, soft_budget double precision,
  max_parallel_requests integer, tpm_limit bigint, rpm_limit bigint, model_max_budget jsonb,
  budget_duration text, budget_reset_at timestamp(3), allowed_models text[] not null default '{}',
  created_at timestamp(3) not null default now(), created_by text not null default 'admin',
  updated_at timestamp(3) not null default now(), updated_by text not null default 'admin');
create table "LiteLLM_TeamTable" (
  team_id text primary key, team_alias text, organization_id text, admins text[], members text[],
  members_with_roles jsonb not null default '{}', metadata jsonb not null default '{}',
  max_budget double precision, soft_budget double precision, spend double precision not null default 0,
  models text[], max_parallel_requests integer, tpm_limit bigint, rpm_limit bigint, budget_duration text,
  budget_reset_at timestamp(3), blocked boolean not null default false,
  created_at timestamp(3) not null default now(), updated_at timestamp(3) not null default now(),
  model_spend jsonb not null default '{}', model_max_budget jsonb not null default '{}');
create table "LiteLLM_UserTable" (
  user_id text primary key, user_alias text, team_id text, sso_user_id text unique, password text,
  teams text[] not null default '{}', user_role text, max_budget double precision,
  spend double precision not null default 0, user_email text, models text[],
  metadata jsonb not null default '{}', max_parallel_requests integer, tpm_limit bigint, rpm_limit bigint,
  budget_duration text, budget_reset_at timestamp(3), model_max_budget jsonb not null default '{}');
create table "LiteLLM_TeamMembership" (
  user_id text not null, team_id text not null, spend double precision not null default 0,
  budget_id text, primary key (user_id, team_id));
create table "LiteLLM_VerificationToken" (
  token text primary key, key_name text, key_alias text, soft_budget_cooldown boolean not null default false,
  spend double precision not null default 0, expires timestamp(3), models text[],
  aliases jsonb not null default '{}', config jsonb not null default '{}', user_id text, team_id text,
  permissions jsonb not null default '{}', max_parallel_requests integer, metadata jsonb not null default '{}',
  blocked boolean, tpm_limit bigint, rpm_limit bigint, max_budget double precision, budget_duration text,
  budget_reset_at timestamp(3), model_spend jsonb not null default '{}',
  model_max_budget jsonb not null default '{}', budget_id text, created_at timestamp(3) default now(),
  created_by text);
create table "LiteLLM_EndUserTable" (
  user_id text primary key, alias text, spend double precision not null default 0, allowed_model_region text,
  default_model text, budget_id text, blocked boolean not null default false);
create table "LiteLLM_TagTable" (
  tag_name text primary key, description text, models text[], model_info jsonb,
  spend double precision not null default 0, budget_id text, created_at timestamp(3) not null default now());
create table "LiteLLM_DailyUserSpend" (
  id text primary key default gen_random_uuid(), user_id text, date text not null, api_key text not null,
  model text, model_group text, custom_llm_provider text, mcp_namespaced_tool_name text, endpoint text,
  prompt_tokens bigint not null default 0, completion_tokens bigint not null default 0,
  cache_read_input_tokens bigint not null default 0, cache_creation_input_tokens bigint not null default 0,
  spend double precision not null default 0, api_requests bigint not null default 0,
  successful_requests bigint not null default 0, failed_requests bigint not null default 0,
  created_at timestamp(3) not null default now(), updated_at timestamp(3) not null default now(),
  unique (user_id, date, api_key, model, custom_llm_provider, mcp_namespaced_tool_name, endpoint));
create table "LiteLLM_DailyEndUserSpend" (
  id text primary key default gen_random_uuid(), end_user_id text, date text not null, api_key text not null,
  model text, model_group text, custom_llm_provider text, mcp_namespaced_tool_name text, endpoint text,
  prompt_tokens bigint not null default 0, completion_tokens bigint not null default 0,
  cache_read_input_tokens bigint not null default 0, cache_creation_input_tokens bigint not null default 0,
  spend double precision not null default 0, api_requests bigint not null default 0,
  successful_requests bigint not null default 0, failed_requests bigint not null default 0,
  created_at timestamp(3) not null default now(), updated_at timestamp(3) not null default now(),
  unique (end_user_id, date, api_key, model, custom_llm_provider, mcp_namespaced_tool_name, endpoint));
