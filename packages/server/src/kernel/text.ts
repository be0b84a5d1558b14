const CONTROL_CHARACTER = /\p{Cc}/u;

/**
 * True for text that is safe to store, compare and show: 1 to `max` characters (code points, as
 * PostgreSQL counts them), no control characters, no lone surrogates.
 */
export function isPlainText(text: string, max: number): boolean {
  if (text === '' || text.length > 2 * max || !text.isWellFormed()) return false;
  return !CONTROL_CHARACTER.test(text) && (text.length <= max || [...text].length <= max);
}
