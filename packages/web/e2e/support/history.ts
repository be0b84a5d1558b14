import { ZERO_PICO } from '@tollgate/shared';
import { recordFirstSight } from '../../../server/src/customers/index.ts';
import {
  encodeSpendEvent,
  recordBatch,
  type SpendEvent,
} from '../../../server/src/metering/index.ts';
import { createPool } from '../../../server/src/platform/postgres/index.ts';
import {
  DeploymentPrice,
  NO_USAGE,
  placesOf,
  rate,
  shippedBook,
} from '../../../server/src/pricing/index.ts';
import { spendEvent } from '../../../server/test/testkit/spend-events.ts';

export interface HistoryOptions {
  readonly days: number;
  readonly callsPerDay: number;
  /** How many customers there are; as many as there are names when left out. */
  readonly customers?: number;
  /** The history ends here. */
  readonly until: Date;
}

const DAY_MS = 86_400_000;
const BATCH = 500;

const CUSTOMERS = [
  'acme-corp',
  'globex',
  'northwind',
  'initech/eu west',
  'jane@example.com',
  'umbrella',
  'hooli',
  'stark-industries',
  'tyrell',
  'wonka',
  'müller & söhne',
  '=cmd|calc',
  ...Array.from({ length: 30 }, (_, index) => `cust_${String(index + 1).padStart(4, '0')}`),
];

const MODELS = [
  { provider: 'openai', model: 'gpt-4o-mini' },
  { provider: 'openai', model: 'gpt-4o' },
  { provider: 'anthropic', model: 'claude-sonnet-4-5' },
  { provider: 'gemini', model: 'gemini-2.5-pro' },
  { provider: 'openai', model: 'gpt-4.1-nano' },
] as const;

const TAGS = [['feature:chat'], ['feature:search', 'tier:pro'], ['feature:summary'], []];

/**
 * Writes calls of the past into the record, the way the server does: some customers large, some
 * small, a few failures, and one model without a price. The same options give the same history.
 */
export async function writeHistory(databaseUrl: string, options: HistoryOptions): Promise<void> {
  const events = history(options).map(encodeSpendEvent);
  const pool = createPool(databaseUrl);
  try {
    for (let from = 0; from < events.length; from += BATCH) {
      await recordBatch(pool, events.slice(from, from + BATCH), [
        (tx, { sightings }) => recordFirstSight(tx, sightings),
      ]);
    }
  } finally {
    await pool.end();
  }
}

function history(options: HistoryOptions): SpendEvent[] {
  const { days, callsPerDay, until } = options;
  const customers = CUSTOMERS.slice(0, options.customers);
  const random = generator(7);
  const start = until.getTime() - days * DAY_MS;
  return Array.from({ length: days * callsPerDay }, () => {
    // More calls towards the end: the business grows.
    const occurredAt = new Date(start + Math.sqrt(random()) * days * DAY_MS);
    return pastCall(random, { customers, occurredAt });
  });
}

interface PastCall {
  readonly customers: readonly string[];
  readonly occurredAt: Date;
}

function pastCall(random: () => number, { customers, occurredAt }: PastCall): SpendEvent {
  const customerExternalId = random() < 0.02 ? null : pick(customers, random() ** 2.4);
  const common = { occurredAt, customerExternalId, tags: pick(TAGS, random()) };
  const outcome = random();
  if (outcome < 0.02) return failedCall(common);
  if (outcome < 0.022) return unpricedCall(common);
  const { provider, model } = pick(MODELS, random() ** 1.4);
  const inputTokens = 200 + Math.floor(random() ** 2 * 24_000);
  const outputTokens = 20 + Math.floor(random() ** 2 * 2_400);
  const cachedInputTokens = random() < 0.3 ? Math.floor(inputTokens / 2) : 0;
  const tokens = { inputTokens, cachedInputTokens, outputTokens };
  const places = placesOf({ provider, upstreamModel: model, baseModel: null });
  const price = new DeploymentPrice({ own: null, book: shippedBook(), places, fallback: null });
  const version = price.at(occurredAt);
  const rated = version && rate({ ...NO_USAGE, ...tokens }, version.prices);
  if (!rated) throw new Error(`the catalogue has no price for ${model}`);
  return spendEvent({
    ...common,
    ...tokens,
    provider,
    model,
    upstreamModel: model,
    streamed: random() < 0.5,
    durationMs: 300 + Math.floor(outputTokens * 4),
    firstByteMs: 120 + Math.floor(random() * 400),
    cost: rated.total,
    charge: rated.total,
    priceVersion: version.version,
    lines: rated.lines,
  });
}

function failedCall(common: Partial<SpendEvent>): SpendEvent {
  return spendEvent({
    ...common,
    status: 'failed',
    httpStatus: 503,
    errorCode: 'upstream_unavailable',
    usageSource: 'none',
    inputTokens: 0,
    outputTokens: 0,
    cost: ZERO_PICO,
    charge: ZERO_PICO,
  });
}

function unpricedCall(common: Partial<SpendEvent>): SpendEvent {
  return spendEvent({
    ...common,
    provider: 'vllm',
    model: 'in-house/llm-7b',
    upstreamModel: 'llm-7b',
    cost: null,
    charge: null,
    priceVersion: null,
  });
}

function pick<Value>(values: readonly Value[], position: number): Value {
  const value = values[Math.min(values.length - 1, Math.floor(position * values.length))];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}

/** Mulberry32: small, and the same numbers everywhere. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
