import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BudgetEngine, type BudgetRules, NO_RULES } from '../../src/budgets/index.ts';
import {
  createDeployments,
  eventOfOpening,
  Gateway,
  type GatewayKey,
  type GatewayOptions,
  type ResponseOrigin,
  type ResponseStore,
  Router,
  type RouterOptions,
  startSimProvider,
  UpstreamPools,
} from '../../src/gateway/index.ts';
import type { DrainOptions } from '../../src/gateway/upstream/drains.ts';
import { type Clock, systemClock } from '../../src/kernel/index.ts';
import type { DeploymentConfig } from '../../src/platform/config/index.ts';
import { Journal } from '../../src/platform/journal/index.ts';
import { NOTHING_SPENT } from './nothing-spent.ts';

/** A spend event as the journal holds it: names are the columns of `spend_event`. */
export type EncodedEvent = Readonly<Record<string, unknown>>;

let deploymentsMade = 0;

/** A model at one dollar per million input tokens and two per million output tokens. */
export function deploymentConfig(overrides: Partial<DeploymentConfig> = {}): DeploymentConfig {
  deploymentsMade += 1;
  return {
    id: `deployment-${deploymentsMade}`,
    path: 'model_list[0]',
    modelName: 'sim/test',
    provider: 'sim',
    upstreamModel: 'test',
    apiKey: null,
    apiBase: null,
    apiVersion: null,
    accessTo: null,
    aws: null,
    baseModel: null,
    settings: { input_cost_per_token: '0.000001', output_cost_per_token: '0.000002' },
    healthCheckMs: null,
    timeouts: { connectMs: null, firstByteMs: null, idleMs: null, totalMs: null },
    tags: [],
    unpriced: 'refuse',
    fallbackPrice: null,
    weight: 1,
    order: 0,
    ...overrides,
  };
}

const PLAIN_ATTRIBUTION: GatewayOptions['attribution'] = {
  customerHeaders: [],
  requiresCustomer: false,
  takesTags: true,
  tagHeaders: [],
  tagsUserAgent: false,
};

const NO_SECOND_TRY: RouterOptions = {
  strategy: 'shuffle',
  retries: 0,
  allowedFailures: 3,
  coolDownMs: 5_000,
  fallbacks: {},
  contextWindowFallbacks: {},
  budgetFallbacks: {},
};

/** Long after any test: what is polled is what the test asks for. */
const NEVER_POLLED = { firstMs: 3_600_000, longestMs: 3_600_000, giveUpMs: 3_600_000, most: 100 };

/** In place of the table `response_origin`. */
export class MemoryResponses implements ResponseStore {
  readonly origins = new Map<string, ResponseOrigin>();

  async insert(origins: readonly ResponseOrigin[]): Promise<void> {
    for (const origin of origins) this.origins.set(origin.responseId, origin);
  }

  async find(responseId: string): Promise<ResponseOrigin | null> {
    return this.origins.get(responseId) ?? null;
  }

  async remove(responseId: string): Promise<void> {
    this.origins.delete(responseId);
  }
}

const IDEMPOTENCY: GatewayOptions['idempotency'] = {
  ttlMs: 60_000,
  maxKeys: 1_000,
  maxBytes: 1 << 20,
  maxAnswerBytes: 1 << 16,
};

export interface GatewayHarnessOptions {
  readonly healthChecks?: Partial<GatewayOptions['healthChecks']>;
  readonly responseStore?: ResponseStore;
  readonly poll?: Partial<GatewayOptions['responses']['poll']>;
  /** Where another gateway left its journal; kept when this one stops. */
  readonly directory?: string;
  readonly idempotency?: Partial<GatewayOptions['idempotency']>;
  readonly routing?: Partial<RouterOptions>;
  readonly deployments?: readonly DeploymentConfig[];
  readonly keys?: Readonly<Record<string, GatewayKey>>;
  readonly maxRequestBytes?: number;
  readonly maxAnswerBytes?: number;
  readonly attribution?: Partial<GatewayOptions['attribution']>;
  readonly journalMaxBytes?: number;
  readonly idleTimeoutMs?: number;
  readonly firstByteTimeoutMs?: number;
  readonly totalTimeoutMs?: number;
  readonly drains?: Partial<DrainOptions>;
  readonly clock?: Clock;
  readonly rules?: BudgetRules;
  /** How long a call waits for money set aside for others. */
  readonly patienceMs?: number;
}

export const MASTER: GatewayKey = {
  id: null,
  teamId: null,
  userId: null,
  boundCustomer: null,
  tags: [],
  models: null,
};

/** What an encoded event leaves out where it is null. */
const NOTHING_KNOWN: EncodedEvent = {
  customer_external_id: null,
  api_key_id: null,
  team_id: null,
  user_id: null,
  user_agent: null,
  session_id: null,
  trace_id: null,
  client_call_id: null,
  first_byte_ms: null,
  error_code: null,
  cost: null,
  charge: null,
  price_version: null,
};

/** A real gateway on a real socket, with its journal and the simulated provider, and no database. */
export async function startGateway(options: GatewayHarnessOptions = {}) {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'gateway-')));
  const { journal, abandoned } = await Journal.open({
    directory,
    durability: 'process',
    maxBytes: options.journalMaxBytes ?? 1 << 30,
  });
  const sim = await startSimProvider();
  const { deployments, problems } = createDeployments(options.deployments ?? [deploymentConfig()], {
    simBaseUrl: sim.baseUrl,
    fallbackPrice: null,
  });
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const keys: Record<string, GatewayKey> = { ...(options.keys ?? { 'sk-test': MASTER }) };
  const bugs: unknown[] = [];
  const pools = new UpstreamPools({
    maxAnswerBytes: options.maxAnswerBytes ?? 1 << 26,
    connectTimeoutMs: 1_000,
    idleTimeoutMs: options.idleTimeoutMs ?? 5_000,
    ...(options.firstByteTimeoutMs === undefined
      ? {}
      : { firstByteTimeoutMs: options.firstByteTimeoutMs }),
    drains: options.drains ?? {},
  });
  const clock = options.clock ?? systemClock;
  const budgets = new BudgetEngine({
    rules: { load: async () => options.rules ?? NO_RULES },
    spend: NOTHING_SPENT,
    clock,
    patienceMs: options.patienceMs ?? 0,
  });
  await budgets.start();
  const gateway = new Gateway({
    admission: budgets.admission,
    keys: { lookup: (secret) => keys[secret] ?? null },
    router: new Router(deployments, { ...NO_SECOND_TRY, ...options.routing, clock }),
    pools,
    journal,
    clock,
    maxRequestBytes: options.maxRequestBytes ?? 1 << 20,
    totalTimeoutMs: options.totalTimeoutMs ?? 60_000,
    attribution: { ...PLAIN_ATTRIBUTION, ...options.attribution },
    healthChecks: { intervalMs: null, tickMs: 5, ...options.healthChecks },
    idempotency: { ...IDEMPOTENCY, ...options.idempotency },
    responses: {
      store: options.responseStore ?? new MemoryResponses(),
      poll: { ...NEVER_POLLED, ...options.poll },
    },
    onBug: (fault) => bugs.push(fault),
  });
  const unclaimed = gateway.resume(abandoned);
  for (const { id, json } of unclaimed) await journal.settle(id, eventOfOpening(json));
  const server = createServer((req, res) => gateway.handle(req, res));
  server.on('checkContinue', (req, res) => gateway.handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    directory,
    keys,
    url: `http://127.0.0.1:${port}`,
    gateway,
    budgets,
    journal,
    sim,
    bugs,
    /** Resolves when the next connection that is accepted has been closed. */
    untilConnectionCloses: () =>
      new Promise<void>((resolve) => {
        server.once('connection', (socket) => socket.once('close', () => resolve()));
      }),
    /** Resolves when the simulated provider has been asked, and has not answered yet. */
    untilAsked: () => until(() => sim.underWay > 0),
    /** Resolves when every attempt is settled. */
    untilSettled: () => until(() => journal.stats().openCalls === 0),
    /** Every event settled since the last time this was asked, null where it says nothing, as its row has it. */
    async events(): Promise<EncodedEvent[]> {
      const events: EncodedEvent[] = [];
      for (
        let batch = await journal.nextBatch();
        batch !== null;
        batch = await journal.nextBatch()
      ) {
        events.push(
          ...batch.records.jsons.map((json) => ({ ...NOTHING_KNOWN, ...JSON.parse(json) })),
        );
        await journal.acknowledge(batch);
      }
      return events;
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await gateway.drain(1_000);
      await pools.destroy();
      await sim.stop();
      await journal.close();
      if (options.directory === undefined) {
        await rm(directory, { recursive: true, force: true });
      }
    },
  };
}

export type GatewayHarness = Awaited<ReturnType<typeof startGateway>>;

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
