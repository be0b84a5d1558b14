import type { UsageScope } from '../usage-request.ts';
import type { Params } from './params.ts';

/** One row for each tag of a dimension, and one with null for a dimension that has none. */
const EACH_TAG = `
  cross join lateral (
    select distinct tag from unnest(d.tags) as tag
    union all
    select null where cardinality(d.tags) = 0
  ) as t`;

/** `from … where …` over rollups `r` with their dimensions `d`, and their tags `t` when asked for. */
export function usageSource(
  { range, filter }: UsageScope,
  params: Params,
  options: { byTag: boolean } = { byTag: false },
): string {
  const conditions = ['true'];
  if (range !== null) {
    conditions.push(`r.bucket_start >= ${params.add(range.startsAt)}`);
    conditions.push(`r.bucket_start < ${params.add(range.endsAt)}`);
  }
  const anyOf = (column: string, values: readonly string[], type: string) => {
    if (values.length === 0) return;
    conditions.push(`${column} = any(${params.add(values)}::${type}[])`);
  };
  anyOf('d.customer_external_id', filter.customers, 'text');
  anyOf('d.model', filter.models, 'text');
  anyOf('d.api_key_id', filter.apiKeys, 'uuid');
  if (filter.tags.length > 0) conditions.push(`d.tags @> ${params.add(filter.tags)}::text[]`);
  return `from usage_rollup r join usage_dimension d on d.id = r.dimension_id
    ${options.byTag ? EACH_TAG : ''}
    where ${conditions.join(' and ')}`;
}
