import type { Params } from '../../platform/postgres/index.ts';
import type { Bounds, SpendEventFilter, SpendEventQuery } from '../spend-event-query.ts';
import { withinReach } from './within-reach.ts';

/** The conditions on events `e`. */
export function eventConditions(query: SpendEventQuery, params: Params): string[] {
  const { range, statuses, endpoints, unpriced, callId, errorText } = query;
  const conditions = dimensionConditions('e', query, params);
  if (range !== null) {
    conditions.push(`e.occurred_at >= ${params.add(range.startsAt)}`);
    conditions.push(`e.occurred_at < ${params.add(range.endsAt)}`);
  }
  if (statuses.length > 0) conditions.push(`e.status = any(${params.add(statuses)}::text[])`);
  if (endpoints.length > 0) conditions.push(`e.route = any(${params.add(endpoints)}::text[])`);
  if (unpriced !== null) conditions.push(unpriced ? UNPRICED : `not (${UNPRICED})`);
  if (callId !== null) conditions.push(`e.call_id = ${params.add(callId)}::uuid`);
  if (errorText !== null) conditions.push(containsError(errorText, params));
  return [
    ...conditions,
    ...between('e.cost', query.cost, 'numeric', params),
    ...between('e.charge', query.charge, 'numeric', params),
    ...between('e.duration_ms', query.durationMs, 'integer', params),
  ];
}

/** The conditions on what events `e` and dimensions `d` have in common. */
export function dimensionConditions(
  table: 'd' | 'e',
  { filter, providers, tagKeys, tiers }: SpendEventFilter,
  params: Params,
): string[] {
  const conditions = [withinReach(table, filter.reach, params)];
  const anyOf = (column: string, values: readonly string[], type: string) => {
    if (values.length === 0) return;
    conditions.push(`${table}.${column} = any(${params.add(values)}::${type}[])`);
  };
  anyOf('customer_external_id', filter.customers, 'text');
  anyOf('model', filter.models, 'text');
  anyOf('api_key_id', filter.apiKeys, 'uuid');
  anyOf('team_id', filter.teams, 'uuid');
  anyOf('user_id', filter.users, 'uuid');
  anyOf('provider', providers, 'text');
  if (filter.tags.length > 0) {
    conditions.push(`${table}.tags @> ${params.add(filter.tags)}::text[]`);
  }
  if (tagKeys.length > 0) conditions.push(hasTagKey(table, tagKeys, params));
  if (tiers.length > 0) conditions.push(isOnTier(table, tiers, params));
  return conditions;
}

/** An adjustment gives its call a price. */
const UNPRICED = `e.cost is null and not exists (
  select from spend_event a
  where a.call_id = e.call_id and a.attempt = e.attempt and a.occurred_at = e.occurred_at
    and a.adjustment > 0)`;

function hasTagKey(table: string, keys: readonly string[], params: Params): string {
  return `exists (
    select from unnest(${table}.tags) as t(tag)
    where t.tag like '%:%' and split_part(t.tag, ':', 1) = any(${params.add(keys)}::text[]))`;
}

/** Who is on no tier is on the default one, but for customers with a budget of their own. */
function isOnTier(table: string, tiers: readonly string[], params: Params): string {
  const customer = `${table}.customer_external_id`;
  const ids = `${params.add(tiers)}::uuid[]`;
  return `(${customer} in (select customer_external_id from customer_tier where tier_id = any(${ids}))
    or exists (select from tier where is_default and removed_at is null and id = any(${ids}))
      and ${customer} is not null
      and not exists (select from customer_tier t where t.customer_external_id = ${customer})
      and not exists (
        select from budget b
        where b.scope = jsonb_build_object('customer', ${customer})
          and b.tier_id is null and b.removed_at is null))`;
}

/** The text is looked for as it stands: nothing in it is a pattern. */
function containsError(text: string, params: Params): string {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  return `e.error_code is not null and e.error_code ilike ${params.add(pattern)}`;
}

function between<T>(
  column: string,
  bounds: Bounds<T> | null,
  type: string,
  params: Params,
): string[] {
  const { min, max } = bounds ?? { min: null, max: null };
  return [
    ...(min === null ? [] : [`${column} >= ${params.add(min)}::${type}`]),
    ...(max === null ? [] : [`${column} <= ${params.add(max)}::${type}`]),
  ];
}
