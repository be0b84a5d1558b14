/** Names under which callers give secrets and get them, in every mutation there is. */
const SECRET_NAME = /password|secret|token$|link|^apiKey$|webhook/i;

/** What stands where a secret stood. */
export const REDACTED = '***';

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/**
 * A copy fit to be kept: text under a secret's name is hidden, and so is all under `secret…`; what
 * cannot be JSON is text.
 */
export function redact(value: unknown, name = ''): unknown {
  if (value === null || value === undefined) return null;
  if (/^secret/i.test(name)) return REDACTED;
  if (typeof value === 'string') return isSecretName(name) ? REDACTED : value;
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((each) => redact(each, name));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined && typeof inner !== 'function')
      .map(([key, inner]) => [key, redact(inner, key)]),
  );
}
