type Scalar = string | number | null;

/** A place in a sorted list as opaque text: the sort values of the last row that was seen. */
export function encodeCursor(values: readonly Scalar[]): string {
  return Buffer.from(JSON.stringify(values), 'utf8').toString('base64url');
}

/** The sort values in a cursor, or null when the text is not a cursor of this many values. */
export function decodeCursor(text: string, length: number): readonly Scalar[] | null {
  const values = parseJson(Buffer.from(text, 'base64url').toString('utf8'));
  if (!Array.isArray(values) || values.length !== length) return null;
  return values.every(isScalar) ? values : null;
}

const FIRST_MS = Date.parse('0001-01-01T00:00:00Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** An instant in a cursor, as text or in milliseconds, or null when it is none that a database keeps. */
export function readInstant(value: Scalar | undefined): Date | null {
  const at = new Date(value ?? Number.NaN);
  return at.getTime() >= FIRST_MS && at.getTime() <= LAST_MS ? at : null;
}

/** With its zone: without one it would be an hour of wherever the server is. A day begins in UTC. */
const INSTANT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** An instant as a person writes it, or null when it is none that a database keeps. */
export function parseInstant(text: string): Date | null {
  return INSTANT.test(text) ? readInstant(text) : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === 'string' || typeof value === 'number';
}
