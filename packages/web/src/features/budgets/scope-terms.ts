/** One condition of a scope, as it stands in the fields. */
export interface ScopeTerm {
  dimension: ScopeDimension;
  value: string;
}

export const SCOPE_DIMENSIONS = [
  'customer',
  'apiKey',
  'team',
  'user',
  'model',
  'provider',
  'tag',
] as const;
export type ScopeDimension = (typeof SCOPE_DIMENSIONS)[number];

/** The scope as the server is told. A condition without a value stays: the server says what is wrong. */
export function scopeInput(terms: readonly ScopeTerm[]): Partial<Record<ScopeDimension, string>> {
  return Object.fromEntries(terms.map(({ dimension, value }) => [dimension, value]));
}
