import type { Units } from '../../../pricing/index.ts';
import { asCount } from '../../json.ts';

type UnitKey = keyof Units;

/** Gathers what few calls use. A plain call leaves nothing behind. */
export class UnitCounts {
  #counts: Record<string, number> | undefined;

  /** Adds a reported count; anything that is not a number above zero is none. */
  add(key: UnitKey, reported: unknown): void {
    const count = asCount(reported);
    if (count === null || count === 0) return;
    this.#counts ??= {};
    this.#counts[key] = (this.#counts[key] ?? 0) + count;
  }

  get units(): Units | undefined {
    return this.#counts;
  }
}

/** Durations are reported in seconds, whole or not, and counted in milliseconds. */
export function millisecondsOf(seconds: unknown): number | null {
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) return null;
  return Math.round(seconds * 1000);
}
