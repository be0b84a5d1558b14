import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A provider that writes exactly as much as it is allowed to, and says so. */
export interface ObedientUpstream {
  readonly baseUrl: string;
  /** Calls that reached it. */
  readonly received: () => number;
  /** From this call on it answers no more. Null: it answers all. */
  silentFrom: number | null;
  stop(): Promise<void>;
}

interface Request {
  readonly stream?: boolean;
  readonly max_tokens: number;
}

const INPUT_TOKENS = 100;

export async function startObedientUpstream(): Promise<ObedientUpstream> {
  let received = 0;
  const upstream = { silentFrom: null as number | null };
  const server = createServer((req, res) => {
    received += 1;
    if (upstream.silentFrom !== null && received >= upstream.silentFrom) return;
    answer(req, res).catch(() => res.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(upstream, {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    received: () => received,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const { stream, max_tokens } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Request;
  const usage = { prompt_tokens: INPUT_TOKENS, completion_tokens: max_tokens };
  const head = { id: 'chatcmpl-1', created: 1_750_000_000, model: 'metered' };
  if (stream !== true) {
    const choice = {
      index: 0,
      message: { role: 'assistant', content: 'x' },
      finish_reason: 'stop',
    };
    res.writeHead(200, { 'content-type': 'application/json' });
    res.end(JSON.stringify({ ...head, object: 'chat.completion', choices: [choice], usage }));
    return;
  }
  const chunk = (more: object) =>
    `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', ...more })}\n\n`;
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  res.write(chunk({ choices: [{ index: 0, delta: { content: 'x' }, finish_reason: 'stop' }] }));
  res.end(`${chunk({ choices: [], usage })}data: [DONE]\n\n`);
}
