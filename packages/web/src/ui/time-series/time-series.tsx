import { lazy, Suspense, useState } from 'react';
import { type DecimalText, toLength } from '../../lib/money.ts';
import { useWidth } from '../../lib/use-width.ts';
import { Segments } from '../segments.tsx';
import { Skeleton } from '../skeleton.tsx';
import { BucketCursor } from './bucket-cursor.tsx';
import { heightFor, MARGIN, TICK_PX } from './geometry.ts';
import { Legend } from './legend.tsx';
import { type Band, tickIndices } from './prepare.ts';
import { SeriesTable } from './series-table.tsx';
import { Tooltip } from './tooltip.tsx';
import { formatAmount, formatAxis, type Unit } from './unit.ts';

// The chart library is most of the page's weight, so it comes after the page.
const Plot = lazy(() => import('./plot.tsx').then(({ Plot }) => ({ default: Plot })));

export interface Bucket {
  id: string;
  /** The bucket in full: "Mon, 23 Nov 2026". */
  title: string;
  /** The bucket under the axis: "23 Nov". */
  tick: string;
  /** Null when the server's sum is not at hand. */
  total: DecimalText | null;
}

export interface TimeSeriesProps {
  title: string;
  /** The chart in a sentence. */
  caption: string;
  bands: readonly Band[];
  buckets: readonly Bucket[];
  unit: Unit;
  partialBucket: number | null;
  /** What each bucket came to in the range that is compared with; there can be more or fewer. */
  before?: readonly DecimalText[];
  /** Called with the first and the last bucket of those that are to be looked at closely. */
  onPick?: ((first: number, last: number) => void) | undefined;
}

type View = 'chart' | 'table';

const NO_LENGTHS: readonly number[] = [];
const NOTHING: readonly DecimalText[] = [];

const VIEWS = [
  { value: 'chart', label: 'Chart' },
  { value: 'table', label: 'Table' },
] as const;

/** An amount over time by group, as a picture and as a table. */
export function TimeSeries(props: TimeSeriesProps) {
  const { title, caption, bands, buckets, unit, before = NOTHING } = props;
  const [view, setView] = useState<View>('chart');
  const [solo, setSolo] = useState<string | null>(null);
  const alone = bands.find((band) => band.id === solo);
  return (
    <figure aria-label={title} className="flex flex-col gap-2">
      {view === 'chart' ? (
        <Picture {...props} bands={alone ? [alone] : bands} alone={alone !== undefined} />
      ) : (
        <SeriesTable label={title} bands={bands} buckets={buckets} before={before} unit={unit} />
      )}
      <div className="flex items-start justify-between gap-4 px-4">
        <Legend bands={bands} solo={alone?.id ?? null} onSolo={setSolo} />
        <Segments label="Show as" value={view} segments={VIEWS} onChange={setView} />
      </div>
      <figcaption className="px-4 pb-3 text-xs text-ink-faint">{caption}</figcaption>
    </figure>
  );
}

function Picture({ alone, ...props }: TimeSeriesProps & { alone: boolean }) {
  const { title, bands, buckets, unit, partialBucket, before = NOTHING, onPick } = props;
  const [ref, width] = useWidth<HTMLDivElement>();
  const height = heightFor(width);
  const plot = {
    left: MARGIN.left,
    top: MARGIN.top,
    width: width - MARGIN.left - MARGIN.right,
    height: height - MARGIN.top - MARGIN.bottom,
  };
  const ticks = tickIndices(buckets.length, Math.max(2, Math.floor(plot.width / TICK_PX)));
  const titleOf = (bucket: number) =>
    `${buckets[bucket]?.title ?? ''}${bucket === partialBucket ? ', so far' : ''}`;
  const totalOf = (bucket: number) => (alone ? null : (buckets[bucket]?.total ?? null));
  const beforeOf = (bucket: number) => (alone ? null : (before[bucket] ?? null));
  return (
    <div ref={ref} className="relative mx-4" style={{ height }}>
      {width > 0 && (
        <Suspense fallback={<Skeleton className="h-full" />}>
          <Plot
            width={width}
            height={height}
            bands={bands}
            bucketCount={buckets.length}
            ticks={ticks.map((bucket) => ({ bucket, label: buckets[bucket]?.tick ?? '' }))}
            before={alone ? NO_LENGTHS : before.slice(0, buckets.length).map(toLength)}
            formatValue={(value) => formatAxis(value, unit)}
            label={title}
          />
          <PartialVeil bucket={partialBucket} bucketCount={buckets.length} plot={plot} />
          <BucketCursor
            bucketCount={buckets.length}
            plot={plot}
            label={`${title}: read with the arrow keys`}
            describe={(bucket) => describe(titleOf(bucket), totalOf(bucket), unit)}
            onPick={onPick}
            tooltip={(bucket) => (
              <Tooltip
                title={titleOf(bucket)}
                total={totalOf(bucket)}
                before={beforeOf(bucket)}
                unit={unit}
                bands={bands}
                bucket={bucket}
              />
            )}
          />
        </Suspense>
      )}
    </div>
  );
}

interface PartialVeilProps {
  bucket: number | null;
  bucketCount: number;
  plot: { left: number; top: number; width: number; height: number };
}

/** Makes the bucket that is still filling up paler than those that are complete. */
function PartialVeil({ bucket, bucketCount, plot }: PartialVeilProps) {
  if (bucket === null || bucketCount < 2) return null;
  const width = plot.width / bucketCount;
  const left = plot.left + bucket * width;
  return (
    <div
      className="pointer-events-none absolute bg-surface opacity-40"
      style={{ left, width, top: plot.top, height: plot.height }}
    />
  );
}

function describe(title: string, total: DecimalText | null, unit: Unit): string {
  return total === null ? title : `${title}: ${formatAmount(total, unit)}`;
}
