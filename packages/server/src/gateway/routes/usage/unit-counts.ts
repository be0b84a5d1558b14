import { isPlainText } from '../../../kernel/index.ts';
import type { Units } from '../../../pricing/index.ts';
import { asCount } from '../../json.ts';

type UnitKey = keyof Units;

/** A variant is in the words of a provider or a caller, and is recorded. */
const LONGEST_KEY = 128;

function kindOf(key: string): string {
  return key.slice(0, key.indexOf(':'));
}

/** Gathers what few calls use. A plain call leaves nothing behind. */
export class UnitCounts {
  #counts: Record<string, number> | undefined;

  /** Adds a reported count; anything that is not a number above zero is none. */
  add(key: UnitKey, reported: unknown): void {
    const count = asCount(reported);
    if (count === null || count === 0) return;
    this.#counts ??= {};
    const name = isPlainText(key, LONGEST_KEY) ? key : kindOf(key);
    this.#counts[name] = (this.#counts[name] ?? 0) + count;
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
