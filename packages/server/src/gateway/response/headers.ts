import type { IncomingHttpHeaders } from 'node:http';
import { formatPico, type Pico } from '../../kernel/index.ts';
import type { Headers } from './send.ts';

/** Headers of one hop (RFC 9110 §7.6.1), ones rewritten here, and ones that tell about the operator's account. */
const WITHHELD = new Set([
  'alt-svc',
  'anthropic-organization-id',
  'connection',
  'content-length',
  'keep-alive',
  'openai-organization',
  'openai-project',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-connection',
  'server',
  'set-cookie',
  'strict-transport-security',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What only this server may say: what a call cost here, and which pages may call it. */
const OURS = /^(?:x-tollgate-|x-litellm-|access-control-)/;

/** What the caller may see of the upstream's headers. */
export function passedHeaders(upstream: IncomingHttpHeaders): Headers {
  const listed = namesIn(upstream.connection);
  const passed: Headers = {};
  for (const name in upstream) {
    const value = upstream[name];
    if (value === undefined || WITHHELD.has(name) || listed.includes(name)) continue;
    if (!OURS.test(name)) passed[name] = value;
  }
  return passed;
}

function namesIn(connection: string | undefined): string[] {
  if (connection === undefined || connection === 'keep-alive') return [];
  return connection.split(',').map((name) => name.trim().toLowerCase());
}

/** Names the call, so that a caller can find its spend event. */
export function callHeaders(callId: string): Headers {
  return addCallHeaders({}, callId);
}

export function addCallHeaders(headers: Headers, callId: string): Headers {
  headers['x-tollgate-call-id'] = callId;
  headers['x-litellm-call-id'] = callId;
  return headers;
}

/** What the call cost in US dollars (no header when unpriced) and how many tokens it used. */
export function addSpendHeaders(headers: Headers, cost: Pico | null, totalTokens: number): void {
  const tokens = String(totalTokens);
  headers['x-tollgate-response-tokens'] = tokens;
  headers['x-litellm-response-tokens'] = tokens;
  if (cost === null) {
    headers['x-tollgate-unpriced'] = 'true';
    return;
  }
  const amount = formatPico(cost);
  headers['x-tollgate-response-cost'] = amount;
  headers['x-litellm-response-cost'] = amount;
}
