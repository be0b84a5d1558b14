/**
 * The page is written in English, so numbers and dates are too: in the reader's own English
 * (day before month in en-GB, lakhs in en-IN), or the American one.
 */
export function englishOf(languages: readonly string[]): string {
  return languages.find((language) => /^en\b/.test(language)) ?? 'en-US';
}

export const pageLocale = englishOf(globalThis.navigator?.languages ?? []);
