import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';

interface BucketCursorProps {
  bucketCount: number;
  /** Where the buckets are, in pixels from the left edge of this element. */
  plot: { left: number; width: number; top: number; height: number };
  /** Names the chart and its keys for a screen reader. */
  label: string;
  /** The bucket in words, read aloud when the arrow keys move to it. */
  describe: (bucket: number) => string;
  tooltip: (bucket: number) => ReactNode;
}

/**
 * Reads a chart bucket by bucket: with the pointer, with a finger, or with the arrow keys. One tab
 * stop for the whole chart.
 */
export function BucketCursor(props: BucketCursorProps) {
  const { bucketCount, plot, label, describe, tooltip } = props;
  const [bucket, setBucket] = useState<number | null>(null);
  const stepPx = plot.width / bucketCount;
  const shown = bucket !== null && bucket < bucketCount ? bucket : null;

  const follow = (event: PointerEvent<HTMLDivElement>) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - plot.left;
    setBucket(x < 0 || x >= plot.width ? null : Math.floor(x / stepPx));
  };
  const walk = (event: KeyboardEvent) => {
    const next = nextBucket(event.key, shown, bucketCount);
    if (next === undefined) return;
    event.preventDefault();
    setBucket(next);
  };
  const x = plot.left + ((shown ?? 0) + 0.5) * stepPx;
  const right = x > plot.left + plot.width / 2;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be a form control
    <div
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys read the chart from here
      tabIndex={0}
      className="absolute inset-0 rounded-md"
      onPointerMove={follow}
      onPointerDown={follow}
      onPointerLeave={() => setBucket(null)}
      onBlur={() => setBucket(null)}
      onKeyDown={walk}
    >
      {shown !== null && (
        <>
          <div
            className="pointer-events-none absolute bg-ink/8"
            style={{ left: x - stepPx / 2, width: stepPx, top: plot.top, height: plot.height }}
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
