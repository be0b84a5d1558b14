import { type BucketSize, formatBucket, formatDayRange, formatTick } from '../../lib/dates.ts';
import type { DecimalText } from '../../lib/money.ts';
import { peakIndex, prepare, type Series } from '../../ui/time-series/prepare.ts';
import type { Bucket, TimeSeriesProps } from '../../ui/time-series/time-series.tsx';
import { formatAmount, type Unit } from '../../ui/time-series/unit.ts';

export interface UsageOverTime {
  range: { firstDay: string; lastDay: string; endsAt: string; timeZone: string };
  granularity: BucketSize;
  buckets: readonly string[];
  series: readonly Series[];
  asOf: string;
}

/** What a chart shows of the groups together. */
export interface Sums {
  unit: Unit;
  total: DecimalText;
  /**
   * The server's sum for each bucket; they may be read a moment apart from the bands and are left out
   * when the range has moved on in between.
   */
  byBucket: readonly DecimalText[];
  /** The same of the range that is compared with. */
  before?: readonly DecimalText[];
}

/** The chart of one usage answer. */
export function chartOf(title: string, usage: UsageOverTime, sums: Sums): TimeSeriesProps {
  const { unit, byBucket, before = [] } = sums;
  const { timeZone } = usage.range;
  const known = byBucket.length === usage.buckets.length;
  const buckets = usage.buckets.map(
    (startsAt, index): Bucket => ({
      id: startsAt,
      title: formatBucket(startsAt, usage.granularity, timeZone),
      tick: formatTick(startsAt, usage.granularity, timeZone),
      total: (known ? byBucket[index] : undefined) ?? null,
    }),
  );
  const bands = prepare(usage.series, buckets.length);
  // Of the sums and not of the bands: a call with several tags is in several of these.
  const peak = peakIndex(known ? byBucket : [], buckets.length);
  const caption = captionOf(title, usage, sums, peak === null ? undefined : buckets[peak]);
  return { title, caption, bands, buckets, unit, before, partialBucket: partialBucketOf(usage) };
}

function captionOf(
  title: string,
  { range, granularity }: UsageOverTime,
  { total, unit }: Sums,
  peak: Bucket | undefined,
): string {
  const days = formatDayRange(range.firstDay, range.lastDay);
  const when = peak && momentOf(peak, granularity, range.timeZone);
  const highest = peak?.total ? `, most ${when} (${formatAmount(peak.total, unit)})` : '';
  return `${title}, ${days} (${range.timeZone}): ${formatAmount(total, unit)} in total${highest}.`;
}

function momentOf({ id, title }: Bucket, granularity: BucketSize, timeZone: string): string {
  if (granularity === 'WEEK') return `in the week from ${formatBucket(id, 'DAY', timeZone)}`;
  return granularity === 'MONTH' ? `in ${title}` : `on ${title}`;
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
