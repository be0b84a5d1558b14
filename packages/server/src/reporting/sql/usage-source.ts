import type { Params } from '../../platform/postgres/index.ts';
import type { UsageFilter, UsageScope } from '../usage-request.ts';
import { withinReach } from './within-reach.ts';

/** One row for each tag of a dimension (they are distinct), and one with null for one that has none. */
const EACH_TAG = 'left join lateral unnest(d.tags) as t(tag) on true';

/** `from … where …` over rollups `r` with their dimensions `d`, and their tags `t` when asked for. */
export function usageSource(
  { range, filter }: UsageScope,
  params: Params,
  options: { byTag: boolean } = { byTag: false },
): string {
  return `from usage_rollup r join usage_dimension d on d.id = r.dimension_id
    ${options.byTag ? EACH_TAG : ''}
    where ${inRange(range, params)} and ${inFilter(filter, params)}`;
}

/** Which dimensions `d` there are to sum, with their tags `t` when asked for. */
export function dimensionSource(options: { byTag: boolean }): string {
  return `from usage_dimension d ${options.byTag ? EACH_TAG : ''}`;
}

export function inRange(range: UsageScope['range'], params: Params): string {
  if (range === null) return 'true';
  const [from, to] = [params.add(range.startsAt), params.add(range.endsAt)];
  return `r.bucket_start >= ${from} and r.bucket_start < ${to}`;
}

export function inFilter(filter: UsageFilter, params: Params): string {
  const conditions = [withinReach('d', filter.reach, params)];
  const anyOf = (column: string, values: readonly string[], type: string) => {
    if (values.length === 0) return;
    conditions.push(`${column} = any(${params.add(values)}::${type}[])`);
  };
  anyOf('d.customer_external_id', filter.customers, 'text');
  anyOf('d.model', filter.models, 'text');
  anyOf('d.api_key_id', filter.apiKeys, 'uuid');
  anyOf('d.team_id', filter.teams, 'uuid');
  anyOf('d.user_id', filter.users, 'uuid');
  if (filter.tags.length > 0) conditions.push(`d.tags @> ${params.add(filter.tags)}::text[]`);
  return conditions.join(' and ');
}
