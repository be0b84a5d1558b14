import { formatCount, plural } from '../../lib/counts.ts';
import { formatBucket, formatTick } from '../../lib/dates.ts';
import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';
import { formatMoney } from '../../lib/money.ts';
import { type RangeText, shownRangeLabel } from '../../lib/ranges.ts';
import { Histogram } from '../../ui/histogram.tsx';
import { Money } from '../../ui/money.tsx';
import { pickBuckets } from '../usage/pick-buckets.ts';

export const Histogram_Histogram = graphql(`
  fragment Histogram_Histogram on SpendEventHistogram {
    range {
      firstDay
      lastDay
      billedCustomer
      timeZone
      endsAt
    }
    granularity
    calls
    failedCalls
    charge {
      amount
      currency
    }
    buckets {
      startsAt
      calls
      failedCalls
      charge {
        amount
        currency
      }
    }
  }
`);

interface LogsSumProps {
  histogram: FragmentOf<typeof Histogram_Histogram>;
  /** Null for a part of a range. */
  range: RangeText | null;
}

/** What all that was found comes to, and of when it is. */
export function LogsSum({ histogram, range: asked }: LogsSumProps) {
  const { range, calls, failedCalls, charge } = readFragment(Histogram_Histogram, histogram);
  return (
    <span role="status">
      {asked !== null && `${shownRangeLabel(asked, range)} · `}
      {plural(calls, 'call')}
      {failedCalls > 0 && `, ${formatCount(failedCalls)} failed`} ·{' '}
      <Money of={charge} as="total" className="font-semibold text-ink" />
    </span>
  );
}

interface LogsHistogramProps {
  histogram: FragmentOf<typeof Histogram_Histogram>;
  onNarrow: (slice: string) => void;
}

/** When the calls happened, and how many of them failed. */
export function LogsHistogram({ histogram, onNarrow }: LogsHistogramProps) {
  const { buckets, granularity, range } = readFragment(Histogram_Histogram, histogram);
  const bars = buckets.map((bucket) => ({
    id: bucket.startsAt,
    length: bucket.calls,
    badLength: bucket.failedCalls,
    tick: formatTick(bucket.startsAt, granularity, range.timeZone),
    description: [
      `${formatBucket(bucket.startsAt, granularity, range.timeZone)}: ${plural(bucket.calls, 'call')}`,
      ...(bucket.failedCalls > 0 ? [`${bucket.failedCalls} failed`] : []),
      formatMoney(bucket.charge, 'total'),
    ].join(', '),
  }));
  const starts = buckets.map((bucket) => bucket.startsAt);
  return (
    <Histogram
      label="Calls over time"
      bars={bars}
      onPick={pickBuckets({ starts, endsAt: range.endsAt }, onNarrow)}
    />
  );
}
