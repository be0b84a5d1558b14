import { err, ok, type Result } from '../kernel/index.ts';

/** What a series shows and rows are ordered by: each the name of an expression over sums. */
export const USAGE_METRICS = [
  'CACHED_INPUT_TOKENS',
  'CACHE_HITS',
  'CACHE_WRITE_TOKENS',
  'CALLS',
  'CHARGE',
  'COST',
  'ESTIMATED_CALLS',
  'FAILED_CALLS',
  'INPUT_TOKENS',
  'MARGIN',
  'OUTPUT_TOKENS',
  'REASONING_TOKENS',
  'UNPRICED_CALLS',
] as const;
export type UsageMetric = (typeof USAGE_METRICS)[number];

/** What tells what the provider takes. */
const INTERNAL: ReadonlySet<UsageMetric> = new Set<UsageMetric>(['COST', 'MARGIN']);

export function readMetric(
  name: string,
  { internals }: { internals: boolean },
): Result<UsageMetric, string> {
  const metric = USAGE_METRICS.find((known) => known === name);
  if (metric === undefined) return err(`There is no metric ${JSON.stringify(name)}`);
  return INTERNAL.has(metric) && !internals ? err(`You may not see ${metric}`) : ok(metric);
}
