import type { ServerResponse } from 'node:http';
import { errorBody, type Refusal, statusOf } from './refusal.ts';

export type Headers = Record<string, string | string[]>;

export interface JsonAnswer {
  readonly status: number;
  readonly body: string | Buffer;
  readonly headers?: Headers;
}

export function sendJson(res: ServerResponse, { status, body, headers }: JsonAnswer): void {
  if (res.destroyed || res.headersSent) return;
  res.writeHead(status, {
    'content-type': 'application/json',
    ...headers,
    'content-length': Buffer.byteLength(body),
  });
  res.end(body);
}

export function sendRefusal(res: ServerResponse, refusal: Refusal, headers: Headers = {}): void {
  const retry = refusal.retryAfterSeconds;
  sendJson(res, {
    status: statusOf(refusal.code),
    body: errorBody(refusal),
    headers: retry === undefined ? headers : { ...headers, 'retry-after': String(retry) },
  });
}
