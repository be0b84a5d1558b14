import { pairText } from '../../lib/ranges.ts';

interface Buckets {
  readonly starts: readonly string[];
  /** Where the last one ends. */
  readonly endsAt: string;
}

/** Narrows a range to the buckets that were picked; undefined where there is nothing to narrow. */
export function pickBuckets({ starts, endsAt }: Buckets, onNarrow: (slice: string) => void) {
  if (starts.length < 2) return undefined;
  return (from: number, to: number) => {
    const first = starts[from];
    const last = starts[to + 1] ?? endsAt;
    if (first !== undefined) onNarrow(pairText({ first, last }));
  };
}
