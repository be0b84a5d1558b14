import { ChartNoAxesColumn } from 'lucide-react';
import { useMemo } from 'react';
import type { DecimalText } from '../../lib/money.ts';
import type { Metric } from '../../lib/search.ts';
import { Notice } from '../../ui/notice.tsx';
import { TimeSeries } from '../../ui/time-series/time-series.tsx';
import { chartOf } from '../usage/chart-model.ts';
import { pickBuckets } from '../usage/pick-buckets.ts';
import type { UsageAnswer, UsageSums } from './usage-query.ts';
import { unitOf } from './usage-terms.ts';

interface UsageChartProps {
  title: string;
  answer: UsageAnswer;
  metric: Metric;
  onNarrow: (slice: string) => void;
}

/** The measure over time: the top groups, all others as one, and what was before. */
export function UsageChart({ title, answer, metric, onNarrow }: UsageChartProps) {
  const { usage, whole } = answer;
  const [sum] = whole.series;
  const chart = useMemo(
    () =>
      chartOf(title, usage, {
        unit: unitOf(metric, usage.totals.charge.currency),
        total: measured(usage.totals, metric),
        byBucket: sum?.values ?? [],
        before: sum?.previous ?? [],
      }),
    [title, usage, metric, sum],
  );
  if (usage.totals.calls === 0 && usage.totals.charge.amount === '0') {
    return (
      <Notice icon={ChartNoAxesColumn} title="No calls in this range">
        Choose a longer range, or fewer filters.
      </Notice>
    );
  }
  // Sums are of quarters of an hour: a report of single minutes would be one of calls.
  const narrows = usage.granularity !== 'MINUTE';
  const buckets = { starts: usage.buckets, endsAt: usage.range.endsAt };
  const caption = usage.overlapping ? `${chart.caption} ${OVERLAPPING}` : chart.caption;
  return (
    <TimeSeries
      {...chart}
      caption={caption}
      onPick={narrows ? pickBuckets(buckets, onNarrow) : undefined}
    />
  );
}

const OVERLAPPING =
  'A call with several tags stands in each of them, so the bars are higher than what they come to.';

const COUNTS = {
  calls: 'calls',
  failed: 'failedCalls',
  input: 'inputTokens',
  cached: 'cachedInputTokens',
  cacheWrites: 'cacheWriteTokens',
  output: 'outputTokens',
  reasoning: 'reasoningTokens',
  cacheHits: 'cacheHits',
  estimated: 'estimatedCalls',
  unpriced: 'unpricedCalls',
} as const satisfies Record<Exclude<Metric, 'spend' | 'cost'>, keyof UsageSums>;

/** The one figure of a sum that is measured. */
export function measured(sums: UsageSums, metric: Metric): DecimalText {
  if (metric === 'spend') return sums.charge.amount;
  return metric === 'cost' ? sums.cost.amount : `${sums[COUNTS[metric]]}`;
}
