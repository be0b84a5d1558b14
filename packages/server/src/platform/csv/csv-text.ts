/**
 * Spreadsheets run a cell that begins like a formula. Customer ids and tags come from callers, so text
 * that does is marked with a leading apostrophe, which quoting alone would not achieve (OWASP ASVS
 * 1.2.10). The full-width forms count too: some spreadsheets read them as the plain ones.
 */
const FORMULA = /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\n\0]/;

export function csvText(value: string | null): string {
  if (value === null) return '';
  return FORMULA.test(value) ? `'${value}` : value;
}
