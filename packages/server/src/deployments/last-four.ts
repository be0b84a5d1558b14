import type { Secret } from '../kernel/index.ts';

/** Below this, four characters would be too much of a key to show. */
const SHORTEST_SHOWN = 12;

/** What may be shown of a key; null when there is none, or it is too short to show any of it. */
export function lastFourOf(key: Secret | null): string | null {
  const text = key?.reveal() ?? '';
  return text.length < SHORTEST_SHOWN ? null : text.slice(-4);
}
