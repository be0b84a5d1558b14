export const SERIES_SLOTS = 8;

export const OTHER_COLOUR = 'var(--series-other)';

/**
 * A colour for each key that depends on the key itself and not on its rank, so that a customer or
 * model keeps its colour when others overtake it. Two keys of one chart never share a colour while
 * there are colours left.
 */
export function assignColours(keys: readonly string[]): Map<string, string> {
  const slots = new Map<string, number>();
  const taken = new Set<number>();
  for (const key of [...new Set(keys)].sort()) {
    if (taken.size === SERIES_SLOTS) taken.clear();
    let slot = hash(key) % SERIES_SLOTS;
    while (taken.has(slot)) slot = (slot + 1) % SERIES_SLOTS;
    taken.add(slot);
    slots.set(key, slot);
  }
  return new Map([...slots].map(([key, slot]) => [key, `var(--series-${slot + 1})`]));
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (const character of text) {
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return state;
}
