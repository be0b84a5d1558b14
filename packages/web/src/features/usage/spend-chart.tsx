import { ChartNoAxesColumn } from 'lucide-react';
import { useMemo } from 'react';
import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';
import { Notice } from '../../ui/notice.tsx';
import { TimeSeries } from '../../ui/time-series/time-series.tsx';
import { chartOf } from './chart-model.ts';

export const SpendChart_Usage = graphql(`
  fragment SpendChart_Usage on Usage {
    range {
      firstDay
      lastDay
      endsAt
      timeZone
    }
    totals {
      calls
      charge {
        amount
        currency
      }
    }
    granularity
    buckets
    series(top: 8) {
      key
      label
      isOther
      values
    }
    asOf
  }
`);

/** The sum of each bucket: the same usage without a group. */
export const BucketTotals_Usage = graphql(`
  fragment BucketTotals_Usage on Usage {
    series(top: 1) {
      values
    }
  }
`);

interface SpendChartProps {
  title: string;
  usage: FragmentOf<typeof SpendChart_Usage>;
  totals: FragmentOf<typeof BucketTotals_Usage>;
}

export function SpendChart({ title, usage, totals }: SpendChartProps) {
  const read = readFragment(SpendChart_Usage, usage);
  const [sum] = readFragment(BucketTotals_Usage, totals).series;
  const chart = useMemo(() => {
    const { amount, currency } = read.totals.charge;
    return chartOf(title, read, { unit: { currency }, total: amount, byBucket: sum?.values ?? [] });
  }, [title, read, sum]);
  if (read.totals.calls === 0) {
    return (
      <Notice icon={ChartNoAxesColumn} title="No calls in this range">
        Choose a longer range to see earlier spend.
      </Notice>
    );
  }
  return <TimeSeries {...chart} />;
}
