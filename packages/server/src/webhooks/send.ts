import type { LookupAddress } from 'node:dns';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { type Addresses, ForbiddenAddress } from './addresses.ts';

const MOST_ANSWER_BYTES = 64 * 1024;
const KEPT_CHARACTERS = 1_000;

export interface Message {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came of one attempt: an answer, or none. */
export type Outcome =
  | {
      readonly kind: 'answered';
      readonly statusCode: number;
      readonly answer: string;
      readonly retryAfterMs: number | null;
    }
  | { readonly kind: 'fault'; readonly fault: string };

/** How a message is brought to where it goes. */
export type Send = (message: Message) => Promise<Outcome>;

/**
 * Sends by HTTP(S), once: no redirect is followed, the address that was checked is the one that is called,
 * and a reader that dawdles is left after `timeoutMs`.
 */
export function httpSender(addresses: Addresses, { timeoutMs }: { timeoutMs: number }): Send {
  return async (message) => {
    try {
      const url = new URL(message.url);
      const found = await addresses.resolve(url.hostname);
      if (url.protocol === 'http:' && !found.every((each) => addresses.isNamed(each.address))) {
        throw new ForbiddenAddress('plain HTTP is for networks that the operator named');
      }
      return await post(url, message, { found, timeoutMs });
    } catch (fault) {
      return { kind: 'fault', fault: faultText(fault) };
    }
  };
}

function post(
  url: URL,
  { headers, body }: Message,
  { found, timeoutMs }: { found: readonly LookupAddress[]; timeoutMs: number },
): Promise<Outcome> {
  const request = url.protocol === 'http:' ? requestHttp : requestHttps;
  return new Promise((resolve, reject) => {
    const sending = request(
      url,
      {
        method: 'POST',
        agent: false,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        lookup: pinnedTo(found),
        signal: AbortSignal.timeout(timeoutMs),
      },
      (response) => {
        readAnswer(response).then(resolve, reject);
      },
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

async function readAnswer(response: IncomingMessage): Promise<Outcome> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MOST_ANSWER_BYTES) break;
  }
  response.destroy();
  const text = Buffer.concat(chunks).toString('utf8').replaceAll('\0', '');
  return {
    kind: 'answered',
    statusCode: response.statusCode ?? 0,
    answer: text.slice(0, KEPT_CHARACTERS).toWellFormed(),
    retryAfterMs: readSeconds(response.headers['retry-after']),
  };
}

function readSeconds(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : null;
}

/** For the log of whoever set the endpoint up. */
function faultText(fault: unknown): string {
  const { code, name, message } = fault as Error & { code?: string };
  if (name === 'TimeoutError' || code === 'ABORT_ERR') return 'no answer in time';
  return (code === undefined || message.includes(code) ? message : `${code} ${message}`).slice(
    0,
    300,
  );
}
