import type { ServerResponse } from 'node:http';
import type { Dialect } from '../dialect.ts';
import { errorBody, isFinal, type Refusal, statusOf } from './refusal.ts';

export type Headers = Record<string, string | string[]>;

/** Below this, joining head and body into one write costs less than a second write. */
const ONE_WRITE_BYTES = 64 * 1024;

export function sendBody(
  res: ServerResponse,
  { status, headers, body }: { status: number; headers: Headers; body: Buffer },
): void {
  if (res.destroyed || res.headersSent) return;
  res.writeHead(status, rawHeaders(headers, body.length));
  // Latin-1 text is byte for byte the body, and Node writes text together with the head.
  if (body.length > ONE_WRITE_BYTES) res.end(body);
  else res.end(body.toString('latin1'), 'latin1');
}

/** The answer of an earlier call with the same idempotency key, word for word. */
export function sendAgain(
  res: ServerResponse,
  { status, headers, body }: { status: number; headers: Headers; body: Buffer },
): void {
  sendBody(res, { status, headers: { ...headers, 'x-tollgate-replayed': 'true' }, body });
}

/** Name, value, name, value: Node writes a list as it stands, and takes twice as long over an object. */
function rawHeaders(headers: Headers, contentLength: number): (string | string[])[] {
  const raw: (string | string[])[] = ['content-length', String(contentLength)];
  for (const name in headers) raw.push(name, headers[name] as string | string[]);
  return raw;
}

export function sendJson(
  res: ServerResponse,
  { status, body, headers }: { status: number; body: string; headers?: Headers },
): void {
  const head = { 'content-type': 'application/json', ...headers };
  sendBody(res, { status, headers: head, body: Buffer.from(body) });
}

export function sendRefusal(
  res: ServerResponse,
  refusal: Refusal,
  { headers = {}, dialect = 'openai' }: { headers?: Headers; dialect?: Dialect } = {},
): void {
  const { retryAfterSeconds, shouldRetry } = refusal;
  const sent: Headers = { ...headers };
  if (retryAfterSeconds !== undefined) sent['retry-after'] = `${retryAfterSeconds}`;
  // SDKs ask again after a 409 or a 429 by themselves.
  const advice = isFinal(refusal.code) ? false : shouldRetry;
  if (advice !== undefined) sent['x-should-retry'] = `${advice}`;
  const body = errorBody(refusal, dialect);
  sendJson(res, { status: statusOf(refusal.code), body, headers: sent });
}
