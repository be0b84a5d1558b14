-- An installation of LiteLLM as it might be: names that need escaping, shared budgets, limits of every kind, a
-- deleted key, a session of its dashboard. Spend is in doubles, as it is there. $hash is replaced by hashes.
insert into "LiteLLM_BudgetTable" (budget_id, max_budget, soft_budget, rpm_limit, budget_duration, model_max_budget) values
  ('free', 5, 4, 10, '30d', null),
  ('pro', 100.5, null, null, 'monthly', '{"gpt-4o": {"budget_limit": 20, "time_period": "1d"}}'),
  ('member', 7, null, null, '7d', null);
insert into "LiteLLM_TeamTable" (team_id, team_alias, members_with_roles, max_budget, budget_duration, models, blocked) values
  ('team-1', 'Checkout', '[{"role": "admin", "user_id": "u1"}, {"role": "user", "user_id": "u2"}]', 50, '30d', '{gpt-4o}', false),
  ('team-2', 'Checkout', '[]', null, null, '{}', true),
  ('team-3', null, '{}', null, null, '{}', false);
insert into "LiteLLM_UserTable" (user_id, user_alias, user_email, user_role, max_budget, tpm_limit) values
  ('u1', 'Ada', 'ada@example.com', 'proxy_admin', null, 1000),
  ('u2', null, 'grace@example.com', 'internal_user', 3, null),
  ('service-7', null, null, 'internal_user', null, null);
insert into "LiteLLM_TeamMembership" (user_id, team_id, budget_id) values ('u2', 'team-1', 'member'), ('gone', 'team-1', 'member');
insert into "LiteLLM_VerificationToken" (token, key_name, key_alias, models, user_id, team_id, metadata, blocked, max_budget, budget_duration, rpm_limit, expires) values
  ($hash1, 'sk-...aaaa', 'web', '{}', 'u1', 'team-1', '{"tags": ["prod", "a,b"], "owner": "ada", "deep": {"a": 1}}', null, 10, '1d', 60, null),
  ($hash2, 'sk-...bbbb', E'tab\there', '{gpt-4o,"odd, name"}', 'u2', null, '{}', true, null, null, null, null),
  ($hash3, 'sk-...cccc', null, '{all-team-models}', null, 'team-1', '{}', null, null, null, null, '2020-01-01 00:00:00'),
  ($hash4, 'sk-...dddd', 'session', '{}', 'u1', 'litellm-dashboard', '{}', null, null, null, null, null);
insert into "LiteLLM_EndUserTable" (user_id, alias, budget_id, blocked) values
  ('acme', 'Acme Corp.', 'free', false), ('globex', null, 'pro', true), (E'müller & söhne\\N', null, 'free', false), ('never', null, null, false);
insert into "LiteLLM_TagTable" (tag_name, budget_id) values ('prod', 'member');

-- A call for each number, then the two daily tables from them, as LiteLLM's own counters add them up.
create table call as select
  to_char(date '2026-01-01' + (n % 45), 'YYYY-MM-DD') as date,
  (array['u1', 'u2', null, 'service-7'])[1 + n % 4] as user_id,
  (array['acme', 'globex', E'müller & söhne\\N', null, '', 'seen only in spend'])[1 + n % 6] as end_user_id,
  (array[$hash1, $hash2, $hash3, $hash5, ''])[1 + n % 5] as api_key,
  (array['gpt-4o', 'claude-sonnet-4-5', 'openai/gpt-4o-mini'])[1 + n % 3] as model,
  (array['gpt-4o', 'sonnet', null])[1 + n % 3] as model_group,
  (array['openai', 'anthropic', 'openai'])[1 + n % 3] as custom_llm_provider,
  (array['/chat/completions', null])[1 + n % 2] as endpoint,
  n % 7 = 3 as failed,
  case when n % 7 = 3 then 0 else 100 + n % 913 end as prompt_tokens,
  case when n % 7 = 3 then 0 else n % 211 end as completion_tokens,
  case when n % 7 = 3 then 0 else n % 90 end as cache_read_input_tokens,
  case when n % 7 = 3 then 0 else (100 + n % 913) * 1.5e-7 + (n % 211) * 6e-7 + n * 1.1e-9 end::double precision as spend
from generate_series(1, 20000) as n;
insert into "LiteLLM_DailyUserSpend" (user_id, date, api_key, model, model_group, custom_llm_provider, endpoint,
  prompt_tokens, completion_tokens, cache_read_input_tokens, spend, api_requests, successful_requests, failed_requests)
select user_id, date, api_key, model, model_group, custom_llm_provider, endpoint, sum(prompt_tokens),
  sum(completion_tokens), sum(cache_read_input_tokens), sum(spend), count(*), count(*) filter (where not failed),
  count(*) filter (where failed)
from call group by 1, 2, 3, 4, 5, 6, 7;
insert into "LiteLLM_DailyEndUserSpend" (end_user_id, date, api_key, model, model_group, custom_llm_provider, endpoint,
  prompt_tokens, completion_tokens, cache_read_input_tokens, spend, api_requests, successful_requests, failed_requests)
select end_user_id, date, api_key, model, model_group, custom_llm_provider, endpoint, sum(prompt_tokens),
  sum(completion_tokens), sum(cache_read_input_tokens), sum(spend), count(*), count(*) filter (where not failed),
  count(*) filter (where failed)
from call where end_user_id is not null and end_user_id <> '' group by 1, 2, 3, 4, 5, 6, 7;
