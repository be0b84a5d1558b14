import type { Params } from '../../platform/postgres/index.ts';
import type { Absence, UsageFilter } from '../usage-filter.ts';
import { withinReach } from './within-reach.ts';

/** Customers with a budget of their own, which takes the place of the default tier. */
export const OWN_BUDGETS = `select distinct scope ->> 'customer' as customer from budget
  where tier_id is null and removed_at is null
    and scope = jsonb_build_object('customer', scope ->> 'customer')`;

/** The condition that a row of dimensions or events is let in; their columns have the same names. */
export function inFilter(table: string, filter: UsageFilter, params: Params): string {
  const conditions = [withinReach(table, filter.reach, params)];
  const anyOf = (sql: string, values: readonly string[], type: 'text' | 'uuid') => {
    if (values.length > 0) conditions.push(`${sql} = any(${params.add(values)}::${type}[])`);
  };
  anyOf(`${table}.customer_external_id`, filter.customers, 'text');
  anyOf(`${table}.model`, filter.models, 'text');
  anyOf(`${table}.provider`, filter.providers, 'text');
  anyOf(`${table}.route`, filter.endpoints, 'text');
  anyOf(`${table}.service_tier`, filter.serviceTiers, 'text');
  anyOf(`${table}.status`, filter.statuses, 'text');
  anyOf(`${table}.api_key_id`, filter.apiKeys, 'uuid');
  anyOf(`${table}.team_id`, filter.teams, 'uuid');
  anyOf(`${table}.user_id`, filter.users, 'uuid');
  if (filter.tags.length > 0) {
    conditions.push(`${table}.tags @> ${params.add(filter.tags)}::text[]`);
  }
  if (filter.tagKeys.length > 0) conditions.push(hasTagKey(table, filter.tagKeys, params));
  if (filter.tiers.length > 0) conditions.push(isOnTier(table, filter.tiers, params));
  for (const absence of filter.without) conditions.push(IS_ABSENT[absence](table));
  return conditions.join(' and ');
}

const IS_ABSENT: Readonly<Record<Absence, (table: string) => string>> = {
  API_KEY: (table) => `${table}.api_key_id is null`,
  CUSTOMER: (table) => `${table}.customer_external_id is null`,
  SERVICE_TIER: (table) => `${table}.service_tier is null`,
  TAG: (table) => `${table}.tags = '{}'`,
  TEAM: (table) => `${table}.team_id is null`,
  TIER: (table) => `not ${isOn(table, 'true')}`,
  USER: (table) => `${table}.user_id is null`,
};

function hasTagKey(table: string, keys: readonly string[], params: Params): string {
  return `exists (
    select from unnest(${table}.tags) as t(tag)
    where t.tag like '%:%' and split_part(t.tag, ':', 1) = any(${params.add(keys)}::text[]))`;
}

function isOnTier(table: string, tiers: readonly string[], params: Params): string {
  return isOn(table, `tier.id = any(${params.add(tiers)}::uuid[])`);
}

/** Who is on no tier is on the default one, but for customers with a budget of their own. */
function isOn(table: string, which: string): string {
  const customer = `${table}.customer_external_id`;
  return `(${customer} is not null and (
    ${customer} in (
      select customer_external_id from customer_tier join tier on tier.id = tier_id where ${which})
    or exists (select from tier where is_default and ${which})
      and ${customer} not in (select customer_external_id from customer_tier)
      and ${customer} not in (${OWN_BUDGETS})))`;
}
