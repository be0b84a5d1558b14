/** How long calls took, of those that were answered. Within 2.5 per cent; exact below 40 ms. */
export interface Latency {
  /** How many calls it is made of. */
  readonly calls: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** Calls by the lower end of their class. */
export interface Histogram {
  readonly floorsMs: readonly number[];
  readonly calls: readonly number[];
}

/** Null without calls: there is no percentile of nothing. */
export function latencyOf({ floorsMs, calls }: Histogram): Latency | null {
  const classes = floorsMs
    .map((floorMs, i) => ({ floorMs, calls: calls[i] ?? 0 }))
    .sort((a, b) => a.floorMs - b.floorMs);
  const total = classes.reduce((sum, one) => sum + one.calls, 0);
  if (total === 0) return null;
  const percentile = (percent: number) => {
    const rank = Math.ceil((percent * total) / 100);
    let below = 0;
    for (const one of classes) {
      below += one.calls;
      if (below >= rank) return middleOf(one.floorMs);
    }
    return 0;
  };
  return { calls: total, p50Ms: percentile(50), p95Ms: percentile(95), p99Ms: percentile(99) };
}

/** Classes are a twentieth wide and made of whole milliseconds: `latency_floors()` in PostgreSQL. */
export function nextFloorMs(floorMs: number): number {
  return Math.max(floorMs + 1, Math.floor((floorMs * 21) / 20));
}

function middleOf(floorMs: number): number {
  return floorMs + Math.floor((nextFloorMs(floorMs) - 1 - floorMs) / 2);
}
