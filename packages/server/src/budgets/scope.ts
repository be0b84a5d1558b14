import { isPlainText } from '../kernel/index.ts';

/** What a call can be told apart by, in the order of the canonical text. */
export const DIMENSIONS = [
  'teamId',
  'userId',
  'apiKeyId',
  'customer',
  'tag',
  'model',
  'provider',
] as const;

export type Dimension = (typeof DIMENSIONS)[number];

/**
 * Whose spend counts: calls that have all of these values. `{}` is every call, `{ teamId, userId }` a
 * member of a team, `{ customer, model }` one model of one customer. A call has several tags and
 * matches by any of them; `customer` is the caller's own id, `model` the name callers ask for.
 */
export type Scope = Readonly<Partial<Record<Dimension, string>>>;

const LONGEST_VALUE = 256;
const GLOBAL = 'global';

/** The scope as text, the same for equal scopes however they were written: `customer=acme&model=gpt-4o`. */
export function scopeKey(scope: Scope): string {
  const terms = DIMENSIONS.flatMap((dimension) => {
    const value = scope[dimension];
    return value === undefined ? [] : [`${dimension}=${encodeURIComponent(value)}`];
  });
  return terms.length === 0 ? GLOBAL : terms.join('&');
}

/** Reads what `scopeKey` wrote; null for anything else, other spellings of a scope included. */
export function parseScopeKey(key: string): Scope | null {
  if (key === GLOBAL) return {};
  const scope: Partial<Record<Dimension, string>> = {};
  for (const term of key.split('&')) {
    const equals = term.indexOf('=');
    const dimension = term.slice(0, equals);
    const value = decoded(term.slice(equals + 1));
    if (equals < 0 || value === null || !isDimension(dimension)) return null;
    scope[dimension] = value;
  }
  return isScope(scope) && scopeKey(scope) === key ? scope : null;
}

/** Whether every value can stand in a scope: plain text of 1 to 256 characters, for known dimensions only. */
export function isScope(scope: Readonly<Record<string, unknown>>): scope is Scope {
  return Object.entries(scope).every(
    ([dimension, value]) =>
      isDimension(dimension) && typeof value === 'string' && isPlainText(value, LONGEST_VALUE),
  );
}

export function isDimension(name: string): name is Dimension {
  return (DIMENSIONS as readonly string[]).includes(name);
}

/** The dimensions a scope is made of, in canonical order; empty for the global one. */
export function dimensionsOf(scope: Scope): Dimension[] {
  return DIMENSIONS.filter((dimension) => scope[dimension] !== undefined);
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
