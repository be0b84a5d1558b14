import { randomUUIDv7 } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type SimReply, simReply } from './reply.ts';
import { parseSimRequest, type SimRequest } from './script.ts';

export interface SimProvider {
  /** To be used as any provider's `api_base`. */
  readonly baseUrl: string;
  /** Calls answered whole, and what they reported: what a test compares the record of spend with. */
  readonly served: { calls: number; inputTokens: number; outputTokens: number };
  stop(): Promise<void>;
}

/**
 * A provider without an account: a real HTTP server on loopback that speaks the OpenAI chat API,
 * streams, reports exact usage, and misbehaves on request (see `script.ts`).
 */
export async function startSimProvider(): Promise<SimProvider> {
  const served = { calls: 0, inputTokens: 0, outputTokens: 0 };
  const server = createServer((req, res) => {
    answer(req, res, (reply) => {
      served.calls += 1;
      served.inputTokens += reply.usage.prompt_tokens;
      served.outputTokens += reply.usage.completion_tokens;
    }).catch(() => res.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    served,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type OnServed = (reply: SimReply) => void;

async function answer(
  req: IncomingMessage,
  res: ServerResponse,
  onServed: OnServed,
): Promise<void> {
  const request = parseSimRequest(await readAll(req));
  if ('problem' in request)
    return sendError(res, 400, `The simulated provider cannot read this: ${request.problem}`);
  const { sim } = request;
  if (sim.delay_ms !== undefined) await sleep(sim.delay_ms);
  if (sim.fail_status !== undefined)
    return sendError(res, sim.fail_status, 'A simulated failure, as asked for.');
  if (sim.break_after_chunks === 0) return void res.destroy();
  const reply = simReply(request);
  if (request.stream === true) await stream(res, request, reply);
  else sendWhole(res, request, reply);
  if (!res.destroyed) onServed(reply);
}

async function readAll(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function sendError(res: ServerResponse, status: number, message: string): void {
  const type = status < 500 ? 'invalid_request_error' : 'server_error';
  sendJson(res, status, { error: { message, type, param: null, code: `simulated_${status}` } });
}

function sendJson(res: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  res.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  res.end(body);
}

function sendWhole(res: ServerResponse, request: SimRequest, reply: SimReply): void {
  const message = { role: 'assistant', content: reply.pieces.join(''), refusal: null };
  sendJson(res, 200, {
    id: `chatcmpl-${randomUUIDv7()}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: request.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: reply.finishReason }],
    ...(request.sim.omit_usage === true ? {} : { usage: reply.usage }),
  });
}

async function stream(res: ServerResponse, request: SimRequest, reply: SimReply): Promise<void> {
  const { sim } = request;
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  let sent = 0;
  for (const chunk of streamChunks(request, reply)) {
    if (res.destroyed) return;
    if (sent === sim.break_after_chunks) return void res.destroy();
    if (sim.chunk_delay_ms !== undefined && sent > 0) await sleep(sim.chunk_delay_ms);
    if (!res.write(`data: ${JSON.stringify(chunk)}\n\n`)) await drained(res);
    sent += 1;
  }
  res.end(sim.omit_done === true ? undefined : 'data: [DONE]\n\n');
}

function* streamChunks(request: SimRequest, reply: SimReply): Generator<object> {
  const head = {
    id: `chatcmpl-${randomUUIDv7()}`,
    object: 'chat.completion.chunk',
    created: Math.floor(Date.now() / 1000),
    model: request.model,
  };
  const wantsUsage =
    request.stream_options?.include_usage === true && request.sim.omit_usage !== true;
  const usage = wantsUsage ? { usage: null } : {};
  const choice = (delta: object, finish_reason: string | null) => ({
    ...head,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    ...usage,
  });
  yield choice({ role: 'assistant', content: '' }, null);
  for (const content of reply.pieces) yield choice({ content }, null);
  yield choice({}, reply.finishReason);
  if (wantsUsage) yield { ...head, choices: [], usage: reply.usage };
}

function drained(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    res.once('drain', resolve);
    res.once('close', resolve);
  });
}
