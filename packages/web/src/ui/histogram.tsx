import { useWidth } from '../lib/use-width.ts';
import { BucketCursor } from './time-series/bucket-cursor.tsx';
import { tickIndices } from './time-series/prepare.ts';

interface HistogramBar {
  id: string;
  /** The whole bar and, in front of it, the part that went wrong. */
  length: number;
  badLength: number;
  tick: string;
  /** The bar in words. */
  description: string;
}

interface HistogramProps {
  label: string;
  bars: readonly HistogramBar[];
  /** Called with the first and the last of the bars that were clicked or drawn over. */
  onPick?: ((first: number, last: number) => void) | undefined;
}

const HEIGHT = 96;
const TICKS_HEIGHT = 20;
const TICK_PX = 72;

/** How much happened when: one bar a bucket. */
export function Histogram({ label, bars, onPick }: HistogramProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const longest = Math.max(1, ...bars.map((bar) => bar.length));
  const stepPx = width / bars.length;
  const heightOf = (length: number) => (length / longest) * HEIGHT;
  const ticks = tickIndices(bars.length, Math.max(1, Math.floor(width / TICK_PX)));
  return (
    <div ref={ref} className="relative mx-4 mb-3" style={{ height: HEIGHT + TICKS_HEIGHT }}>
      {width > 0 && (
        <>
          <svg
            role="img"
            aria-label={label}
            width={width}
            height={HEIGHT}
            className="block border-b border-line"
          >
            {bars.map((bar, at) => (
              <g key={bar.id} transform={`translate(${at * stepPx} 0)`}>
                <Bar px={stepPx} height={heightOf(bar.length)} fill="var(--series-1)" />
                <Bar px={stepPx} height={heightOf(bar.badLength)} fill="var(--bad)" />
              </g>
            ))}
          </svg>
          <div aria-hidden="true" className="relative text-[11px] text-ink-faint">
            {ticks.map((at) => (
              <span
                key={at}
                className="absolute top-0.5 whitespace-nowrap"
                style={{ left: at * stepPx }}
              >
                {bars[at]?.tick}
              </span>
            ))}
          </div>
          <BucketCursor
            bucketCount={bars.length}
            plot={{ left: 0, top: 0, width, height: HEIGHT }}
            label={`${label}: read with the arrow keys${onPick ? ', narrow with Enter' : ''}`}
            describe={(at) => bars[at]?.description ?? ''}
            tooltip={(at) => (
              <p className="max-w-64 rounded-lg border border-line bg-surface px-3 py-2 text-xs shadow-pop">
                {bars[at]?.description}
              </p>
            )}
            onPick={onPick}
          />
        </>
      )}
    </div>
  );
}

/** What is there at all can be seen: a bar is at least two pixels high. */
function Bar({ px, height, fill }: { px: number; height: number; fill: string }) {
  if (height === 0) return null;
  const shown = Math.max(2, height);
  const gapPx = px < 4 ? 0 : 1;
  return (
    <rect x={0} y={HEIGHT - shown} width={Math.max(1, px - gapPx)} height={shown} fill={fill} />
  );
}
