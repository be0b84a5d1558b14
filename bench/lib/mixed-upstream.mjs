import { once } from 'node:events';
import { createServer } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { planIn } from './mixed-plans.mjs';
import { between, seededRandom } from './random.mjs';
import { formatOf } from './wire-formats.mjs';

/** Pico-dollars per token, as configured for the gateway. */
export const PRICES = { input: 1_000_000n, cached: 100_000n, output: 2_000_000n };

/**
 * A provider that does what the `plan` in each request says, and keeps its own books: every count it
 * reported, each once, whoever was still there to read it.
 */
export async function startMixedUpstream() {
  const books = { requests: 0, reports: 0, input: 0, cached: 0, output: 0, cost: 0n };
  const tries = new Map();
  const server = createServer((req, res) => {
    serve(req, res, { books, tries }).catch(() => res.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    books,
    baseUrl: `http://127.0.0.1:${server.address().port}/v1`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function serve(req, res, { books, tries }) {
  const chunks = await req.toArray();
  const plan = planIn(Buffer.concat(chunks).toString());
  books.requests += 1;
  const tried = tries.get(plan.id) ?? 0;
  tries.set(plan.id, tried + 1);
  if (tried < plan.failures) return sendError(res, plan, books);
  tries.delete(plan.id);
  const format = formatOf(req.url);
  if (plan.stream) return sendStream(res, { plan, format, books });
  enter(books, plan.counts);
  sendJson(res, 200, format.whole(plan.counts));
}

function enter(books, { input, cached, output }) {
  books.reports += 1;
  books.input += input;
  books.cached += cached;
  books.output += output;
  books.cost +=
    BigInt(input - cached) * PRICES.input +
    BigInt(cached) * PRICES.cached +
    BigInt(output) * PRICES.output;
}

function sendError(res, plan, books) {
  res.setHeader('retry-after-ms', '0');
  if (plan.breaksBeforeHeaders) return void res.destroy();
  const error = { error: { message: 'planned', code: `planned_${plan.failStatus}` } };
  if (!plan.errorsReport) return sendJson(res, plan.failStatus, error);
  const counts = { input: 5, cached: 0, output: 0 };
  enter(books, counts);
  sendJson(res, plan.failStatus, {
    ...error,
    usage: { prompt_tokens: 5, completion_tokens: 0, input_tokens: 5, output_tokens: 0 },
  });
}

function sendJson(res, status, value) {
  const body = JSON.stringify(value);
  res.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  res.end(body);
}

async function sendStream(res, { plan, format, books }) {
  res.writeHead(200, { 'content-type': format.type ?? 'text/event-stream' });
  await writeCut(res, format.before(plan.counts), plan);
  if (plan.end === 'hold') return void (res.destroyed || (await once(res, 'close')));
  if (plan.end === 'truncate') return void res.end();
  enter(books, plan.counts);
  await writeCut(res, format.usage(plan.counts), plan);
  if (plan.end === 'break') return void res.socket.end();
  await writeCut(res, format.after, plan);
  res.end();
}

/** Cuts the bytes where the plan's seed says, in letters and lines as elsewhere. */
async function writeCut(res, text, { seed }) {
  const random = seededRandom(seed);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(at + between(random, 1, 400), bytes.length);
    res.write(bytes.subarray(at, end));
    at = end;
    if (random() < 0.3) await turn();
  }
}
