import type { LookupAddress } from 'node:dns';
import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { type Addresses, ForbiddenAddress } from './addresses.ts';

export interface OutwardRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface OutwardAnswer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  /** No more of it than was asked for. */
  readonly body: Buffer;
}

/** Asks somebody out there, once. Rejects when no answer comes. */
export type Outward = (request: OutwardRequest) => Promise<OutwardAnswer>;

/**
 * Asks by HTTP(S): no redirect is followed, the address that was checked is the one that is called, and
 * whoever dawdles is left after `timeoutMs`.
 */
export function createOutward(
  addresses: Addresses,
  { timeoutMs, mostBytes }: { timeoutMs: number; mostBytes: number },
): Outward {
  return async (asked) => {
    const url = new URL(asked.url);
    const found = await addresses.resolve(url.hostname);
    if (url.protocol === 'http:' && !found.every((each) => addresses.isNamed(each.address))) {
      throw new ForbiddenAddress('plain HTTP is for networks that the operator named');
    }
    const response = await send(url, asked, { found, timeoutMs });
    const { statusCode = 0, headers } = response;
    return { statusCode, headers, body: await readAnswer(response, mostBytes) };
  };
}

function send(
  url: URL,
  { method, headers, body }: OutwardRequest,
  { found, timeoutMs }: { found: readonly LookupAddress[]; timeoutMs: number },
): Promise<IncomingMessage> {
  const request = url.protocol === 'http:' ? requestHttp : requestHttps;
  const hasBody = body !== '' || method === 'POST';
  return new Promise((resolve, reject) => {
    const sending = request(
      url,
      {
        method,
        agent: false,
        headers: hasBody ? { ...headers, 'content-length': Buffer.byteLength(body) } : headers,
        lookup: pinnedTo(found),
        signal: AbortSignal.timeout(timeoutMs),
      },
      resolve,
    );
    sending.on('error', reject);
    sending.end(body);
  });
}

/** Asks nobody: the addresses are known, and checked. */
function pinnedTo(found: readonly LookupAddress[]): LookupFunction {
  const [first] = found;
  return (_hostname, options, callback) => {
    if (first === undefined) callback(new Error('no address'), '');
    else if (options.all === true) callback(null, [...found]);
    else callback(null, first.address, first.family);
  };
}

async function readAnswer(response: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= mostBytes) break;
  }
  response.destroy();
  return Buffer.concat(chunks).subarray(0, mostBytes);
}

/** What went wrong, for whoever named the place. */
export function faultText(fault: unknown): string {
  const { code, name, message } = fault as Error & { code?: string };
  if (name === 'TimeoutError' || code === 'ABORT_ERR') return 'no answer in time';
  return (code === undefined || message.includes(code) ? message : `${code} ${message}`).slice(
    0,
    300,
  );
}
