/** Node reads header bytes as Latin-1; callers write UTF-8. */
export function decodeHeader(value: string): string {
  const decoded = Buffer.from(value, 'latin1').toString('utf8');
  return decoded.includes('\uFFFD') ? value : decoded;
}

/** The first of these headers that says something. */
export function firstHeader(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  names: readonly string[],
): { name: string; value: string } | null {
  for (const name of names) {
    const value = headers[name];
    if (typeof value === 'string' && value.trim() !== '') {
      return { name, value: decodeHeader(value.trim()) };
    }
  }
  return null;
}
