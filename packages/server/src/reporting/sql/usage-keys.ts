import type { Params } from '../../platform/postgres/index.ts';
import type { Buckets } from '../buckets.ts';
import { cut } from '../buckets.ts';
import type { Grouping } from '../usage-groups.ts';
import type { UsageQuery } from '../usage-request.ts';
import { OWN_BUDGETS } from './in-filter.ts';

/** How a group finds its keys. */
export interface GroupSql {
  /** What is joined to the dimensions `d` for it. */
  readonly join: string;
  /** Text; null where spend has none. */
  readonly key: string;
}

type Spans = Pick<UsageQuery, 'range' | 'buckets' | 'previous'>;

const COLUMNS = {
  API_KEY: 'd.api_key_id::text',
  CUSTOMER: 'd.customer_external_id',
  ENDPOINT: 'd.route',
  MODEL: 'd.model',
  PROVIDER: 'd.provider',
  SERVICE_TIER: 'd.service_tier',
  STATUS: 'd.status',
  TEAM: 'd.team_id::text',
  USER: 'd.user_id::text',
} as const;

/** The default tier is read once, not for each dimension. */
const TIER_JOIN = `left join customer_tier on customer_tier.customer_external_id = d.customer_external_id
  left join (${OWN_BUDGETS}) as own_budget on own_budget.customer = d.customer_external_id`;
const TIER = `(case when d.customer_external_id is not null then
  coalesce(customer_tier.tier_id,
    case when own_budget.customer is null then (select id from tier where is_default) end) end)::text`;

/** `slot` tells two groups of a report apart. */
export function groupSql(
  { by, tagKey }: Grouping,
  slot: number,
  { spans, params }: { spans: Spans; params: Params },
): GroupSql {
  const each = (tags: string) => ({
    join: `left join lateral (${tags}) as t${slot} (key) on true`,
    key: `t${slot}.key`,
  });
  switch (by) {
    case 'TAG':
      return each('select unnest(d.tags)');
    case 'TAG_KEY':
      return each(`select distinct split_part(tag, ':', 1) from unnest(d.tags) as tag
        where strpos(tag, ':') > 1`);
    case 'TAG_VALUE': {
      const prefix = `${params.add(`${tagKey}:`)}::text`;
      return each(`select substr(tag, length(${prefix}) + 1) from unnest(d.tags) as tag
        where starts_with(tag, ${prefix}) and tag <> ${prefix}`);
    }
    case 'TIER':
      return { join: TIER_JOIN, key: TIER };
    case 'DAY':
      return { join: '', key: timeKey(daysOf(spans), params) };
    case 'TIME':
      return { join: '', key: timeKey(spans, params) };
    default:
      return { join: '', key: COLUMNS[by] };
  }
}

function daysOf({ range, previous }: Spans): Spans {
  return {
    range,
    buckets: cut(range, 'DAY'),
    previous: previous && { range: previous.range, buckets: cut(previous.range, 'DAY') },
  };
}

/**
 * Buckets are cut here, not by PostgreSQL, so that one time zone database decides everywhere. Those of a
 * range that is compared with stand beside the bucket of the same number; if there are more of them,
 * the others keep their own name.
 */
function timeKey({ range, buckets, previous }: Spans, params: Params): string {
  const now = keyIn(buckets, buckets.labels, params);
  if (previous === null) return now;
  const labels = previous.buckets.labels.map((own, i) => buckets.labels[i] ?? own);
  const isNow = `r.bucket_start >= ${params.add(range.startsAt)}::timestamptz
    and r.bucket_start < ${params.add(range.endsAt)}::timestamptz`;
  return `case when ${isNow} then ${now} else ${keyIn(previous.buckets, labels, params)} end`;
}

function keyIn({ starts }: Buckets, labels: readonly string[], params: Params): string {
  const [keys, edges] = [params.add(labels), params.add(starts)];
  return `(${keys}::text[])[width_bucket(r.bucket_start, ${edges}::timestamptz[])]`;
}
