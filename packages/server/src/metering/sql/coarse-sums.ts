import { MEASURES } from './sum-events.ts';

/** What each level of the sums by hour tells apart; to all others its columns are null. */
export const SUM_LEVELS = {
  CALL: ['model', 'provider', 'status', 'route', 'service_tier'],
  OWNER: ['api_key_id', 'team_id', 'user_id'],
  TAGS: ['tags'],
} as const;
export type SumLevel = keyof typeof SUM_LEVELS;

export const PART_COLUMNS = Object.values(SUM_LEVELS).flat().join(', ');
const SUMS = MEASURES.map((name) => `sum(${name}) as ${name}`).join(', ');
const PART_DIGEST = `sha256(convert_to(jsonb_build_array(level, ${PART_COLUMNS})::text, 'UTF8'))`;

/** Rollups with their dimensions, to be made sums of. */
export const ROLLUPS = '(usage_rollup join usage_dimension on usage_dimension.id = dimension_id)';

/** Sums rows with dimensions, `bucket_start` and measures by `span` on each level, in one pass. */
export const sumParts = (source: string, span: string) => `select
    case 0 when grouping(model) then 'CALL' when grouping(tags) then 'TAGS' else 'OWNER' end as level,
    ${span} as span, ${PART_COLUMNS}, ${SUMS}
  from ${source}
  group by span, grouping sets (${Object.values(SUM_LEVELS)
    .map((columns) => `(${columns.join(', ')})`)
    .join(', ')})`;

/** The same by customer and month of UTC; the id of no customer is empty. */
export const sumCustomerMonths = (source: string) => `select
    coalesce(customer_external_id, '') as customer_external_id,
    date_trunc('month', bucket_start, 'UTC') as month, ${SUMS}
  from ${source} group by 1, 2`;

const ADD = MEASURES.map((name) => `${name} = total.${name} + excluded.${name}`).join(', ');

/**
 * Adds rows with dimensions, `bucket_start` and measures to the sums by hour and by month. Whoever runs it
 * holds `spend_sequence`.
 */
export const addToCoarseSums = (source: string) => `hourly as materialized (
  select *, ${PART_DIGEST} as digest
  from (${sumParts(source, `date_bin('1 hour', bucket_start, 'epoch')`)}) as part
), known_parts as (
  select id, digest from usage_part where digest = any(array(select digest from hourly))
), new_parts as (
  insert into usage_part (digest, level, ${PART_COLUMNS})
  select distinct on (digest) digest, level, ${PART_COLUMNS} from hourly
  where digest not in (select digest from known_parts)
  order by digest
  returning id, digest
), hours as (
  insert into usage_hour as total (part_id, level, bucket_start, ${MEASURES.join(', ')})
  select parts.id, level, span, ${MEASURES.join(', ')}
  from hourly join (select * from known_parts union all select * from new_parts) as parts using (digest)
  order by level, span, parts.id
  on conflict (level, bucket_start, part_id) do update set ${ADD}
), months as (
  insert into customer_month as total (customer_external_id, bucket_start, ${MEASURES.join(', ')})
  select customer_external_id, month, ${MEASURES.join(', ')}
  from (${sumCustomerMonths(source)}) as monthly
  order by month, customer_external_id
  on conflict (bucket_start, customer_external_id) do update set ${ADD}
)`;
