import { AMOUNT_MEASURES, COUNT_MEASURES } from '../../metering/index.ts';
import type { UsageMetric } from '../metrics.ts';

/** Select list that sums rollups `r` into a TotalsRow; without any rollup it is all zeros. */
export const SUM_TOTALS = sumTotals();

/** The same of the rollups that `where` lets in, under names that begin with `prefix`. */
export function sumTotals({
  where,
  prefix = '',
}: {
  where?: string;
  prefix?: string;
} = {}): string {
  const filter = where === undefined ? '' : ` filter (where ${where})`;
  return [
    ...COUNT_MEASURES.map(
      (name) => `coalesce(sum(r.${name})${filter}, 0)::bigint as ${prefix}${name}`,
    ),
    ...AMOUNT_MEASURES.map((name) => `coalesce(sum(r.${name})${filter}, 0) as ${prefix}${name}`),
  ].join(', ');
}

/** The same of one rollup `r` by itself. */
export const PLAIN_TOTALS = [...COUNT_MEASURES, ...AMOUNT_MEASURES]
  .map((name) => `r.${name}`)
  .join(', ');

/** Sums rows that were summed before, whose columns begin with `prefix`, under the same names. */
export function sumOfSums(prefix = ''): string {
  return [
    ...COUNT_MEASURES.map(
      (name) => `coalesce(sum(${prefix}${name}), 0)::bigint as ${prefix}${name}`,
    ),
    ...AMOUNT_MEASURES.map((name) => `coalesce(sum(${prefix}${name}), 0) as ${prefix}${name}`),
  ].join(', ');
}

const COLUMNS: Readonly<Record<UsageMetric, string>> = {
  CACHED_INPUT_TOKENS: 'cached_input_tokens',
  CACHE_HITS: 'cache_hits',
  CACHE_WRITE_TOKENS: 'cache_write_tokens',
  CALLS: 'calls',
  CHARGE: 'charge',
  COST: 'cost',
  ESTIMATED_CALLS: 'estimated_calls',
  FAILED_CALLS: 'failed_calls',
  INPUT_TOKENS: 'input_tokens',
  MARGIN: 'charge - cost',
  OUTPUT_TOKENS: 'output_tokens',
  REASONING_TOKENS: 'reasoning_tokens',
  UNPRICED_CALLS: 'unpriced_calls',
};

/** A metric of sums that were made. */
export function metricOf(metric: UsageMetric): string {
  return `(${COLUMNS[metric]})`;
}

/** A metric over rollups `r`, as a sum. */
export function sumMetric(metric: UsageMetric): string {
  if (metric === 'MARGIN') return 'sum(r.charge - r.cost)';
  return `sum(r.${COLUMNS[metric]})`;
}
