import { type BucketSize, formatBucket, formatDayRange, formatTick } from '../../lib/dates.ts';
import { type DecimalText, formatMoney, type MoneyText } from '../../lib/money.ts';
import { peakIndex, prepare, type Series } from '../../ui/time-series/prepare.ts';
import type { Bucket, TimeSeriesProps } from '../../ui/time-series/time-series.tsx';

export interface UsageOverTime {
  range: { firstDay: string; lastDay: string; endsAt: string; timeZone: string };
  totals: { charge: MoneyText };
  granularity: BucketSize;
  buckets: readonly string[];
  series: readonly Series[];
  asOf: string;
}

/**
 * The chart of one usage answer.
 * `bucketTotals` are the server's sums for each bucket; they were read a moment apart from the bands
 * and are left out when the range has moved on in between.
 */
export function chartOf(
  title: string,
  usage: UsageOverTime,
  bucketTotals: readonly DecimalText[],
): TimeSeriesProps {
  const { currency } = usage.totals.charge;
  const { timeZone } = usage.range;
  const known = bucketTotals.length === usage.buckets.length;
  const buckets = usage.buckets.map((startsAt, index): Bucket => {
    const amount = known ? bucketTotals[index] : undefined;
    return {
      id: startsAt,
      title: formatBucket(startsAt, usage.granularity, timeZone),
      tick: formatTick(startsAt, usage.granularity, timeZone),
      total: amount === undefined ? null : { amount, currency },
    };
  });
  const bands = prepare(usage.series, buckets.length);
  const peak = peakIndex(bands, buckets.length);
  const caption = captionOf(title, usage, peak === null ? undefined : buckets[peak]);
  return { title, caption, bands, buckets, currency, partialBucket: partialBucketOf(usage) };
}

function captionOf(title: string, usage: UsageOverTime, peak: Bucket | undefined): string {
  const { firstDay, lastDay, timeZone } = usage.range;
  const total = formatMoney(usage.totals.charge, 'total');
  const days = formatDayRange(firstDay, lastDay);
  const highest = peak?.total
    ? `, most on ${peak.title} (${formatMoney(peak.total, 'total')})`
    : '';
  return `${title}, ${days} (${timeZone}): ${total} in total${highest}.`;
}

/** The bucket that the moment of reading falls into; null when the whole range is past. */
export function partialBucketOf(usage: {
  range: { endsAt: string };
  buckets: readonly string[];
  asOf: string;
}): number | null {
  const asOf = Date.parse(usage.asOf);
  if (asOf >= Date.parse(usage.range.endsAt)) return null;
  const next = usage.buckets.findIndex((startsAt) => Date.parse(startsAt) > asOf);
  const current = next === -1 ? usage.buckets.length - 1 : next - 1;
  return current < 0 ? null : current;
}
