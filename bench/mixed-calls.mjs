// Does the record agree with the provider's own books, to the last token and pico-dollar, when everything
// happens at once? See README.md.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fixed, table } from './lib/figures.mjs';
import { drawPlan } from './lib/mixed-plans.mjs';
import { startMixedUpstream } from './lib/mixed-upstream.mjs';
import { NO_RECORD } from './lib/no-record.mjs';
import { readOptions } from './lib/options.mjs';
import { seededRandom } from './lib/random.mjs';
import { machine, saveResults } from './lib/results.mjs';
import { serverModule, serverPackage } from './lib/server-package.mjs';

const MASTER_KEY = {
  id: null,
  teamId: null,
  userId: null,
  boundCustomer: null,
  tags: [],
  models: null,
};
const DEFAULTS = { calls: 100_000, concurrency: 64, seed: 1 };
const { Pool } = serverPackage('undici');

/** The first of them is stopped when its caller leaves, the second read to its end. */
const PROVIDERS = [
  ['stops', 'custom'],
  ['drains', 'groq'],
  ['anthropic', 'anthropic'],
  ['bedrock', 'bedrock'],
  ['gemini', 'gemini'],
];
const AWS = { region: 'eu-west-1', accessKeyId: null, secretAccessKey: null, sessionToken: null };

/** Runs the calls, prints both books, keeps the figures. Fails when the books differ. */
export async function benchMixedCalls(args) {
  const options = readOptions(args, DEFAULTS);
  await using stack = new AsyncDisposableStack();
  const upstream = stack.adopt(await startMixedUpstream(), (each) => each.stop());
  const gateway = stack.adopt(await startGateway(upstream.baseUrl), (each) => each.stop());
  const startedMs = performance.now();
  const outcomes = await makeCalls(gateway, options);
  const record = await gateway.finishRecord();
  const seconds = (performance.now() - startedMs) / 1_000;
  const results = { machine: machine(), options, seconds, outcomes, ...compare(upstream, record) };
  print(results);
  await saveResults('mixed-calls', results);
  if (results.rows.some(({ difference }) => difference !== '0')) {
    throw new Error('The record and the books of the provider differ');
  }
}

async function startGateway(apiBase) {
  const { createDeployments, Gateway, Router, UpstreamPools } =
    await serverModule('gateway/index.js');
  const { BudgetEngine, NO_RULES } = await serverModule('budgets/index.js');
  const { Journal } = await serverModule('platform/journal/index.js');
  const { Secret, systemClock: clock } = await serverModule('kernel/index.js');
  const directory = await mkdtemp(join(tmpdir(), 'tollgate-bench-mixed-'));
  const { journal } = await Journal.open({ directory, durability: 'process', maxBytes: 2 ** 30 });
  const { deployments } = createDeployments(
    PROVIDERS.map(([name, provider]) => ({
      ...deployment(apiBase, name, provider),
      apiKey: new Secret('key-of-the-provider'),
    })),
    { simBaseUrl: apiBase, fallbackPrice: null },
  );
  // The provider that is read to its end offers every route here, so that each is tried that way too.
  deployments[1].routes = deployments[0].routes;
  const bugs = [];
  const pools = new UpstreamPools({
    connectTimeoutMs: 10_000,
    idleTimeoutMs: 60_000,
    maxAnswerBytes: 2 ** 27,
    drains: { most: 10_000 },
  });
  const budgets = new BudgetEngine({
    rules: { load: async () => NO_RULES },
    spend: NO_RECORD,
    clock,
  });
  await budgets.start();
  const gateway = new Gateway({
    admission: budgets.admission,
    keys: { lookup: () => MASTER_KEY },
    router: new Router(deployments, { ...ROUTING, clock }),
    pools,
    journal,
    clock,
    maxRequestBytes: 2 ** 20,
    totalTimeoutMs: 60_000,
    attribution: {
      customerHeaders: [],
      requiresCustomer: false,
      takesTags: true,
      tagHeaders: [],
      tagsUserAgent: false,
    },
    responses: {
      store: {
        insert: async () => undefined,
        find: async () => null,
        remove: async () => undefined,
      },
      poll: { firstMs: 60_000, longestMs: 60_000, giveUpMs: 60_000, most: 100 },
    },
    healthChecks: { intervalMs: null, tickMs: 60_000 },
    idempotency: { ttlMs: 60_000, maxKeys: 1_000, maxBytes: 1_048_576, maxAnswerBytes: 65_536 },
    onBug: (fault) => {
      if (bugs.push(fault) === 1) console.error(fault);
    },
  });
  const server = createServer((req, res) => gateway.handle(req, res));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const record = {
    events: 0,
    reports: 0,
    input: 0,
    cached: 0,
    output: 0,
    cost: 0n,
    estimated: 0,
    neverSent: 0,
  };
  let finished = false;
  const reading = (async () => {
    while (!finished) {
      await readInto(record, journal);
      await journal.waitForRecords(100);
    }
  })();
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    async finishRecord() {
      await gateway.drain(60_000);
      finished = true;
      await reading;
      await readInto(record, journal);
      return { ...record, openCalls: journal.stats().openCalls, bugs: bugs.length };
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await pools.destroy();
      await journal.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const ROUTING = {
  strategy: 'shuffle',
  retries: 3,
  allowedFailures: 1_000_000,
  coolDownMs: 1,
  fallbacks: {},
  contextWindowFallbacks: {},
  budgetFallbacks: {},
};

function deployment(apiBase, modelName, provider) {
  return {
    id: modelName,
    path: modelName,
    modelName,
    provider,
    upstreamModel: modelName,
    apiBase,
    apiVersion: null,
    accessTo: null,
    aws: AWS,
    baseModel: null,
    settings: {
      input_cost_per_token: '0.000001',
      cache_read_input_token_cost: '0.0000001',
      output_cost_per_token: '0.000002',
    },
    unpriced: 'refuse',
    fallbackPrice: null,
    healthCheckMs: null,
    timeouts: { connectMs: null, firstByteMs: null, idleMs: null, totalMs: null },
    tags: [],
    weight: 1,
    order: 0,
  };
}

async function readInto(record, journal) {
  for (let batch = await journal.nextBatch(); batch !== null; batch = await journal.nextBatch()) {
    for (const json of batch.records.jsons) enter(record, JSON.parse(json));
    await journal.acknowledge(batch);
  }
}

function enter(record, event) {
  // Its caller left before anything was sent: the provider never heard of it.
  if (event.status === 'aborted' && event.usage_source === 'none') {
    record.neverSent += 1;
    return;
  }
  record.events += 1;
  if (event.usage_source === 'estimated') record.estimated += 1;
  if (event.usage_source !== 'reported') return;
  record.reports += 1;
  record.input += event.input_tokens;
  record.cached += event.cached_input_tokens;
  record.output += event.output_tokens;
  record.cost += pico(event.cost);
}

function pico(dollars) {
  const [whole, fraction = ''] = dollars.split('.');
  return BigInt(whole + fraction.padEnd(12, '0'));
}

async function makeCalls(gateway, { calls, concurrency, seed }) {
  const random = seededRandom(seed);
  const pool = new Pool(gateway.origin);
  const outcomes = {};
  let made = 0;
  const work = async () => {
    while (made < calls) {
      const plan = drawPlan(random, made);
      made += 1;
      const outcome = `${plan.kind}${plan.stream ? ', streamed' : ''}: ${await makeCall(pool, plan)}`;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  await pool.close();
  return outcomes;
}

/** How it ended for the caller. */
function makeCall(pool, plan) {
  const { path, body } = plan;
  const headers = { authorization: 'Bearer sk-bench', 'content-type': 'application/json' };
  return new Promise((resolve) => {
    pool.dispatch({ path, method: 'POST', headers, body }, new Caller(plan, resolve));
  });
}

class Caller {
  #plan;
  #resolve;
  #status = 0;
  #received = 0;

  constructor(plan, resolve) {
    this.#plan = plan;
    this.#resolve = resolve;
  }

  onRequestStart(controller) {
    if (this.#plan.leavesAfterBytes === 0) setImmediate(() => controller.abort(new Error('left')));
  }

  onResponseStart(_controller, status) {
    this.#status = status;
  }

  onResponseData(controller, chunk) {
    this.#received += chunk.length;
    const { leavesAfterBytes } = this.#plan;
    if (leavesAfterBytes !== null && this.#received >= leavesAfterBytes) {
      controller.abort(new Error('left'));
    }
  }

  onResponseEnd() {
    this.#resolve(String(this.#status));
  }

  onResponseError(_controller, error) {
    this.#resolve(error.message === 'left' ? 'left' : `broken off (${error.message})`);
  }
}

function compare({ books }, record) {
  const row = (what, upstream, recorded) => ({
    what,
    upstream: String(upstream),
    recorded: String(recorded),
    difference: String(BigInt(recorded) - BigInt(upstream)),
  });
  return {
    estimated: record.estimated,
    neverSent: record.neverSent,
    rows: [
      row('attempts', books.requests, record.events),
      row('usage reports', books.reports, record.reports),
      row('input tokens', books.input, record.input),
      row('of them cached', books.cached, record.cached),
      row('output tokens', books.output, record.output),
      row('cost, pico-dollars', books.cost, record.cost),
      row('left open', 0, record.openCalls),
      row('bugs', 0, record.bugs),
    ],
  };
}

function print({ options, seconds, outcomes, estimated, neverSent, rows }) {
  const { calls, concurrency, seed } = options;
  console.log(
    `${fixed(calls)} calls, ${concurrency} at a time, seed ${seed}: ${fixed(seconds, 1)} s\n`,
  );
  const ends = Object.entries(outcomes).sort(([a], [b]) => a.localeCompare(b));
  console.log(`${table(['what the caller saw', 'calls'], ends)}\n`);
  const lines = rows.map((each) => [each.what, each.upstream, each.recorded, each.difference]);
  console.log(table(['', "provider's books", 'record', 'difference'], lines));
  console.log(`\nEstimated, since nothing was reported: ${fixed(estimated)} attempts`);
  console.log(`Left before anything was sent, recorded at no cost: ${fixed(neverSent)} attempts`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await benchMixedCalls(process.argv.slice(2));
}
