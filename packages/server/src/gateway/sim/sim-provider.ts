import { randomUUIDv7 } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { countTokens, messages } from './anthropic-dialect.ts';
import type { SimCall, SimDialect } from './dialect.ts';
import { chat, completions, embeddings } from './openai-dialects.ts';
import { type SimReply, simReply } from './reply.ts';
import { responses } from './responses-dialect.ts';
import { parseSimRequest } from './script.ts';

export interface SimProvider {
  /** To be used as any provider's `api_base`. */
  readonly baseUrl: string;
  /** Calls answered whole, and what they reported: what a test compares the record of spend with. */
  readonly served: { calls: number; inputTokens: number; outputTokens: number };
  /** Calls that were asked and are not answered yet. */
  readonly underWay: number;
  stop(): Promise<void>;
}

const DIALECTS = new Map(
  [chat, completions, embeddings, responses, messages, countTokens].map((dialect) => [
    dialect.path,
    dialect,
  ]),
);

/**
 * A provider without an account: a real HTTP server on loopback that speaks the OpenAI and Anthropic
 * text APIs, streams, reports exact usage, and misbehaves on request (see `script.ts`).
 */
export async function startSimProvider(): Promise<SimProvider> {
  const served = { calls: 0, inputTokens: 0, outputTokens: 0 };
  const onServed = (reply: SimReply) => {
    served.calls += 1;
    served.inputTokens += reply.inputTokens;
    served.outputTokens += reply.outputTokens;
  };
  let underWay = 0;
  const server = createServer((req, res) => {
    underWay += 1;
    res.once('close', () => {
      underWay -= 1;
    });
    answer({ req, res, onServed }).catch(() => res.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    served,
    get underWay() {
      return underWay;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer({
  req,
  res,
  onServed,
}: {
  req: IncomingMessage;
  res: ServerResponse;
  onServed: (reply: SimReply) => void;
}): Promise<void> {
  const request = parseSimRequest(await readAll(req));
  const dialect = DIALECTS.get(req.url ?? '');
  if (dialect === undefined) {
    return sendError(res, 404, `The simulated provider does not simulate ${req.url}.`);
  }
  if ('problem' in request) {
    return sendError(res, 400, `The simulated provider cannot read this: ${request.problem}`);
  }
  const { sim } = request;
  if (sim.delay_ms !== undefined) await sleep(sim.delay_ms);
  if (sim.fail_status !== undefined) {
    return sendError(res, sim.fail_status, 'A simulated failure, as asked for.');
  }
  if (sim.break_after_chunks === 0) return void res.destroy();
  const reply = simReply(request);
  const call = {
    id: randomUUIDv7(),
    createdSeconds: Math.floor(Date.now() / 1000),
    request,
    reply: dialect.inputOnly ? { ...reply, outputTokens: 0 } : reply,
  };
  if (request.stream === true && dialect.events !== undefined) await stream(res, call, dialect);
  else sendJson(res, 200, dialect.whole(call));
  if (!res.destroyed) onServed(call.reply);
}

async function readAll(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function sendError(res: ServerResponse, status: number, message: string): void {
  const type = status < 500 ? 'invalid_request_error' : 'server_error';
  sendJson(res, status, {
    type: 'error',
    error: { message, type, param: null, code: `simulated_${status}` },
  });
}

function sendJson(res: ServerResponse, status: number, value: object): void {
  const body = JSON.stringify(value);
  const length = Buffer.byteLength(body);
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': length });
  res.end(body);
}

async function stream(res: ServerResponse, call: SimCall, dialect: SimDialect): Promise<void> {
  const { sim } = call.request;
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  let sent = 0;
  for (const event of dialect.events?.(call) ?? []) {
    if (res.destroyed) return;
    if (sent === sim.break_after_chunks) return void res.destroy();
    if (sim.chunk_delay_ms !== undefined && sent > 0) await sleep(sim.chunk_delay_ms);
    if (!res.write(event)) await drained(res);
    sent += 1;
  }
  res.end(sim.omit_done === true ? undefined : dialect.ending);
}

function drained(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    res.once('drain', resolve);
    res.once('close', resolve);
  });
}
