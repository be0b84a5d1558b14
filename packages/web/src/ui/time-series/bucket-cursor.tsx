import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';
import { cx } from '../cx.ts';

interface BucketCursorProps {
  bucketCount: number;
  /** Where the buckets are, in pixels from the left edge of this element. */
  plot: { left: number; width: number; top: number; height: number };
  /** Names the chart and its keys for a screen reader. */
  label: string;
  /** The bucket in words, read aloud when the arrow keys move to it. */
  describe: (bucket: number) => string;
  tooltip: (bucket: number) => ReactNode;
  /** Called with the first and the last bucket that were clicked, drawn over, or chosen with Enter. */
  onPick?: ((first: number, last: number) => void) | undefined;
}

/**
 * Reads a chart bucket by bucket: with the pointer, with a finger, or with the arrow keys. One tab
 * stop for the whole chart. Buckets can be picked by drawing over them.
 */
export function BucketCursor(props: BucketCursorProps) {
  const { bucketCount, plot, label, describe, tooltip, onPick } = props;
  const [bucket, setBucket] = useState<number | null>(null);
  const [drawnFrom, setDrawnFrom] = useState<number | null>(null);
  const stepPx = plot.width / bucketCount;
  const shown = bucket !== null && bucket < bucketCount ? bucket : null;

  const bucketAt = (event: PointerEvent<HTMLDivElement>) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - plot.left;
    return x < 0 || x >= plot.width ? null : Math.floor(x / stepPx);
  };
  const leave = () => {
    setBucket(null);
    setDrawnFrom(null);
  };
  const press = (event: PointerEvent<HTMLDivElement>) => {
    setBucket(bucketAt(event));
    // A finger that scrolls the page must not pick.
    if (onPick && event.pointerType === 'mouse') setDrawnFrom(bucketAt(event));
  };
  const release = (event: PointerEvent<HTMLDivElement>) => {
    const to = bucketAt(event);
    if (drawnFrom !== null && to !== null)
      onPick?.(Math.min(drawnFrom, to), Math.max(drawnFrom, to));
    setDrawnFrom(null);
  };
  const walk = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && shown !== null) onPick?.(shown, shown);
    const next = nextBucket(event.key, shown, bucketCount);
    if (next === undefined) return;
    event.preventDefault();
    setBucket(next);
  };
  const first = Math.min(shown ?? 0, drawnFrom ?? shown ?? 0);
  const last = Math.max(shown ?? 0, drawnFrom ?? shown ?? 0);
  const x = plot.left + ((shown ?? 0) + 0.5) * stepPx;
  const right = x > plot.left + plot.width / 2;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be a form control
    <div
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys read the chart from here
      tabIndex={0}
      className={cx('absolute inset-0 rounded-md select-none', onPick && 'cursor-crosshair')}
      onPointerMove={(event) => setBucket(bucketAt(event))}
      onPointerDown={press}
      onPointerUp={release}
      onPointerLeave={leave}
      onBlur={leave}
      onKeyDown={walk}
    >
      {shown !== null && (
        <>
          <div
            className="pointer-events-none absolute bg-ink/8"
            style={{
              left: plot.left + first * stepPx,
              width: (last - first + 1) * stepPx,
              top: plot.top,
              height: plot.height,
            }}
          />
          <div
            className="pointer-events-none absolute top-2 z-20"
            style={
              right
                ? { right: `calc(100% - ${x - stepPx / 2 - 8}px)` }
                : { left: x + stepPx / 2 + 8 }
            }
          >
            {tooltip(shown)}
          </div>
        </>
      )}
      <span aria-live="polite" className="sr-only">
        {shown === null ? '' : describe(shown)}
      </span>
    </div>
  );
}

/** Undefined for a key that is not ours. */
function nextBucket(key: string, bucket: number | null, count: number): number | null | undefined {
  switch (key) {
    case 'ArrowRight':
      return bucket === null ? 0 : Math.min(count - 1, bucket + 1);
    case 'ArrowLeft':
      return bucket === null ? count - 1 : Math.max(0, bucket - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'Escape':
      return null;
    default:
      return undefined;
  }
}
