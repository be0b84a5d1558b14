import type { IncomingHttpHeaders } from 'node:http';

const HEADERS = ['x-tollgate-timeout', 'x-litellm-timeout'];

/** How long a call may take at most: what it says itself, in seconds, within the operator's limit. */
export function callTimeoutMs(headers: IncomingHttpHeaders, limitMs: number): number {
  const text = HEADERS.map((name) => headers[name]).find((value) => value !== undefined);
  if (typeof text !== 'string' || !/^\d{1,9}(\.\d{1,3})?$/.test(text)) return limitMs;
  return Math.min(Number(text) * 1000, limitMs);
}
