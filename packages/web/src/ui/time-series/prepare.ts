import { type DecimalText, toLength } from '../../lib/money.ts';
import { assignColours, OTHER_COLOUR } from './colours.ts';

/** One group over time, as the server sums it. */
export interface Series {
  readonly key: string | null;
  readonly label: string;
  readonly isOther: boolean;
  readonly values: readonly DecimalText[];
}

/** One group over time, ready to draw. `values` stay exact for reading, `lengths` are for pixels. */
export interface Band {
  readonly id: string;
  readonly label: string;
  readonly colour: string;
  readonly values: readonly DecimalText[];
  readonly lengths: readonly number[];
}

/**
 * Bands from the bottom of the stack to its top, in the server's order with "Other" last.
 * Throws when a band does not have one value for each bucket: a chart with a hole draws every band
 * above the hole in the wrong place.
 */
export function prepare(series: readonly Series[], bucketCount: number): Band[] {
  const named = series.filter((one) => !one.isOther);
  const rest = series.filter((one) => one.isOther);
  const colours = assignColours(named.map(idOf));
  return [...named, ...rest].map((one) => {
    if (one.values.length !== bucketCount) {
      throw new Error(`${one.values.length} values for ${bucketCount} buckets in "${one.label}"`);
    }
    const id = idOf(one);
    const colour = one.isOther ? OTHER_COLOUR : (colours.get(id) ?? OTHER_COLOUR);
    return { id, label: one.label, colour, values: one.values, lengths: one.values.map(toLength) };
  });
}

/** A null key is a group of its own (no customer), different from every name and from "Other". */
function idOf(series: Series): string {
  if (series.isOther) return 'other';
  return series.key === null ? 'none' : `key:${series.key}`;
}

/** The indices of the buckets to label, evenly spaced, so that labels do not touch. */
export function tickIndices(bucketCount: number, room: number): number[] {
  const steps = [1, 2, 3, 4, 6, 7, 8, 10, 12, 14, 15, 24, 30, 48];
  const step = steps.find((candidate) => bucketCount / candidate <= room) ?? bucketCount;
  return Array.from({ length: Math.ceil(bucketCount / step) }, (_, tick) => tick * step);
}

/** The bucket with the highest sum; null when all are empty. */
export function peakIndex(sums: readonly DecimalText[], bucketCount: number): number | null {
  let peak: number | null = null;
  let highest = 0;
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    const height = toLength(sums[bucket] ?? '0');
    if (height > highest) [peak, highest] = [bucket, height];
  }
  return peak;
}
