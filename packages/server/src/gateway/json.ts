/** A JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as an object, or null when it is anything else. */
export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : null;
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Deeper than any client or provider nests; whoever walks a value may do so by recursion. */
const MOST_LEVELS = 256;

/** Null for text that is not JSON, or nests without end. */
export function parseJson(text: string | null): unknown {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isDeeper(value, MOST_LEVELS) ? null : value;
  } catch {
    return null;
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    for (const each of value) if (isDeeper(each, levels - 1)) return true;
    return false;
  }
  for (const name in value) {
    if (isDeeper((value as JsonObject)[name], levels - 1)) return true;
  }
  return false;
}

/** No single call uses more of anything; what is reported beyond is a fault, and would spoil every sum. */
const MOST_COUNTED = 1e12;

/** A count of tokens and the like: null for anything but a whole number from zero. */
export function asCount(value: unknown): number | null {
  return typeof value === 'number' &&
    Number.isSafeInteger(value) &&
    value >= 0 &&
    value <= MOST_COUNTED
    ? value
    : null;
}
