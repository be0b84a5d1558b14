import { Params } from '../../platform/postgres/index.ts';
import type { UsageMetric } from '../metrics.ts';
import type { UsageQuery } from '../usage-request.ts';
import { namesOf } from './names.ts';
import { grouped, keysOf } from './usage-grouped.ts';
import { EACH_LATENCY } from './usage-latency.ts';
import { orderOf, type Statement, type UsageRowRecord } from './usage-rows.ts';
import { usageSource } from './usage-source.ts';

export interface UsageFileRecord extends UsageRowRecord {
  /** Classes of durations and the calls in each; empty unless they were asked for. */
  readonly floors: number[];
  readonly times: number[];
}

/**
 * All rows of a report, highest first, or by time and then highest. Spend of a call with several
 * tags is in the row of each of them.
 */
export function allUsageRows(
  query: UsageQuery,
  { orderBy, latency }: { orderBy: UsageMetric; latency: boolean },
): Statement {
  const params = new Params();
  const { joins, columns } = namesOf(query.groupBy);
  const ctes = [grouped(query, params), ...(latency ? [timed(query, params)] : [])];
  const times = latency
    ? `left join timed on timed.t1 = coalesce(k1, '') and timed.t2 = coalesce(k2, '')`
    : `cross join (select '{}'::int[] as floors, '{}'::bigint[] as times) as timed`;
  const text = `with ${ctes.join(', ')}
    select page.*, ${columns},
      coalesce(timed.floors, '{}') as floors, coalesce(timed.times, '{}') as times
    from grouped as page ${joins} ${times} order by ${orderOf(query, orderBy)}`;
  return { text, values: params.values };
}

function timed(query: UsageQuery, params: Params): string {
  const { keys, joins } = keysOf({ ...query, previous: null }, params);
  const [k1 = 'null::text', k2 = 'null::text'] = keys;
  return `timed as (
    select t1, t2, array_agg(ms) as floors, array_agg(calls) as times from (
      select coalesce(${k1}, '') as t1, coalesce(${k2}, '') as t2, l.ms, sum(l.calls)::bigint as calls
      ${usageSource(query, params, { joins: `${joins} ${EACH_LATENCY}` })} group by 1, 2, 3
    ) as cell group by 1, 2)`;
}
