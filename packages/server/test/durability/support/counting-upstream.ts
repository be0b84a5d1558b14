import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A provider that outlives the gateway under test and remembers which calls reached it. */
export interface CountingUpstream {
  readonly baseUrl: string;
  /** How often each call came, by its number. */
  readonly received: ReadonlyMap<number, number>;
  stop(): Promise<void>;
}

interface Request {
  readonly user: string;
  readonly stream?: boolean;
}

/** A stream for this call has no end. */
export const ENDLESS_CALL = 999_999;

/** What a call uses depends on its number, so that an amount in the wrong place is noticed. */
export function usageOf(call: number): { prompt_tokens: number; completion_tokens: number } {
  return { prompt_tokens: 50 + ((call * 7919) % 900), completion_tokens: 4 + (call % 12) };
}

/** The customer that a call is for: one for each call, so that the record tells them apart. */
export function customerOf(call: number): string {
  return `call-${call}`;
}

export async function startCountingUpstream(): Promise<CountingUpstream> {
  const received = new Map<number, number>();
  const server = createServer((req, res) => {
    answer(req, res, received).catch(() => res.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    received,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  req: IncomingMessage,
  res: ServerResponse,
  received: Map<number, number>,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const { user, stream } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Request;
  const call = Number(user.replace('call-', ''));
  received.set(call, (received.get(call) ?? 0) + 1);
  if (stream === true) await sendStream(res, call);
  else await sendWhole(res, call);
}

async function sendWhole(res: ServerResponse, call: number): Promise<void> {
  await sleep(call % 5);
  const message = { role: 'assistant', content: 'word '.repeat(usageOf(call).completion_tokens) };
  const body = JSON.stringify({
    ...head(call, 'chat.completion'),
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage: usageOf(call),
  });
  res.writeHead(200, { 'content-type': 'application/json' }).end(body);
}

async function sendStream(res: ServerResponse, call: number): Promise<void> {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  const chunk = (more: object) =>
    `data: ${JSON.stringify({ ...head(call, 'chat.completion.chunk'), ...more })}\n\n`;
  const words = call === ENDLESS_CALL ? Number.POSITIVE_INFINITY : usageOf(call).completion_tokens;
  for (let word = 0; word < words; word += 1) {
    if (res.destroyed) return;
    res.write(chunk({ choices: [{ index: 0, delta: { content: 'word ' }, finish_reason: null }] }));
    await sleep(1 + (call % 3));
  }
  res.write(chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }));
  res.write(chunk({ choices: [], usage: usageOf(call) }));
  res.end('data: [DONE]\n\n');
}

function head(call: number, object: string) {
  return { id: `chatcmpl-${call}`, object, created: 1_750_000_000, model: 'metered' };
}
