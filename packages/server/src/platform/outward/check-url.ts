import { isIP } from 'node:net';
import { isPlainText } from '../../kernel/index.ts';
import type { Addresses } from './addresses.ts';

const LONGEST_URL = 2_048;

/**
 * Why nothing can be sent there; null: it can, as far as the text says. What a name resolves to is looked
 * at whenever something is sent.
 */
export function checkOutwardUrl(text: string, addresses: Addresses): string | null {
  const url = URL.parse(text);
  if (url === null || !isPlainText(text, LONGEST_URL)) {
    return `Give an http(s) URL of at most ${LONGEST_URL} characters`;
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'Give an https URL';
  if (url.username !== '' || url.password !== '' || url.hash !== '') {
    return 'Give a URL without user, password and fragment';
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) === 0) return null;
  if (!addresses.isAllowed(host)) return `${host} is not a public address`;
  return url.protocol === 'http:' && !addresses.isNamed(host) ? 'Give an https URL' : null;
}
