import { type Pico, ZERO_PICO } from '../../kernel/index.ts';
import { NO_ORIGIN, type SpendEvent } from '../../metering/index.ts';
import { NO_USAGE, rate, storedUsageOf, type Usage } from '../../pricing/index.ts';
import type { DemoCustomer } from './customers.ts';
import { type DemoModel, MODELS } from './models.ts';
import type { Random } from './random.ts';
import type { TracedCall } from './trace.ts';
import { uuidAt } from './uuid.ts';

/** When and for whom a call is made, and how large it is. */
export interface PlannedCall {
  readonly customer: DemoCustomer;
  readonly occurredAt: Date;
  readonly traced: TracedCall;
}

type Ending = Pick<
  SpendEvent,
  'status' | 'httpStatus' | 'errorCode' | 'usageSource' | 'firstByteMs' | 'durationMs'
> & { readonly usage: Usage };

const ENVIRONMENTS = [
  ['env:prod', 84],
  ['env:staging', 12],
  ['env:dev', 4],
] as const;
const USER_AGENTS = [
  ['OpenAI/Python 1.109.1', 5],
  ['OpenAI/JS 6.9.1', 4],
  ['langchainjs-openai/1.0.0', 1],
] as const;
const CACHED_SHARE = 0.35;
const STREAMED_SHARE = 0.7;
/** Prompt caches work in blocks of this many tokens. */
const CACHE_BLOCK = 128;

/** Draws the rest of the call and prices it with what its model costs at that moment. */
export function makeCall(
  { customer, occurredAt, traced }: PlannedCall,
  random: Random,
): SpendEvent {
  const { business } = customer;
  const callId = uuidAt(occurredAt, random);
  const model = MODELS[random.weighted(business.models)];
  const tags = [random.weighted(business.features), random.weighted(ENVIRONMENTS), business.team];
  const userAgent = random.weighted(USER_AGENTS);
  const streamed = random.chance(STREAMED_SHARE);
  const { usage, ...ending } = drawEnding(traced, model, random);
  return {
    callId,
    attempt: 1,
    occurredAt,
    route: 'chat.completions',
    ...ending,
    streamed: streamed || ending.status === 'aborted',
    customerExternalId: customer.externalId,
    apiKeyId: null,
    teamId: null,
    userId: null,
    model: model.name,
    provider: model.provider,
    upstreamModel: model.name,
    tags: tags.sort(),
    userAgent,
    origin: NO_ORIGIN,
    ...storedUsageOf(usage),
    ...amountsOf(usage, { model, occurredAt, free: ending.usageSource === 'none' }),
  };
}

function drawEnding(traced: TracedCall, model: DemoModel, random: Random): Ending {
  const usage = drawUsage(traced, model, random);
  const firstByteMs = Math.round(140 + traced.contextTokens * random.between(0.02, 0.08));
  const durationMs = firstByteMs + Math.round(usage.outputTokens * random.between(7, 18));
  const whole: Ending = {
    ...{ status: 'succeeded', httpStatus: 200, errorCode: null, usageSource: 'reported' },
    ...{ firstByteMs, durationMs, usage },
  };
  const kind = random.weighted(ENDINGS);
  return ADJUST[kind](whole, random);
}

const ENDINGS = [
  ['whole', 955],
  ['failed', 15],
  ['aborted', 20],
  ['unreported', 10],
] as const;

const FAILURES: readonly (readonly [Pick<Ending, 'httpStatus' | 'errorCode'>, number])[] = [
  [{ httpStatus: 429, errorCode: 'upstream_429' }, 5],
  [{ httpStatus: 500, errorCode: 'upstream_500' }, 3],
  [{ httpStatus: 503, errorCode: 'upstream_503' }, 4],
  [{ httpStatus: 504, errorCode: 'upstream_timeout' }, 1],
];

const ADJUST: Readonly<
  Record<(typeof ENDINGS)[number][0], (whole: Ending, random: Random) => Ending>
> = {
  whole: (whole) => whole,
  failed: (whole, random) => ({
    ...whole,
    ...random.weighted(FAILURES),
    ...{ status: 'failed', usageSource: 'none', usage: NO_USAGE },
  }),
  aborted: (whole, random) => {
    const outputTokens = Math.ceil(whole.usage.outputTokens * random.between(0.1, 0.9));
    const usage = { ...NO_USAGE, inputTokens: whole.usage.inputTokens, outputTokens };
    return { ...whole, status: 'aborted', httpStatus: 499, usageSource: 'estimated', usage };
  },
  unreported: (whole) => {
    const { inputTokens, outputTokens } = whole.usage;
    return {
      ...whole,
      usageSource: 'estimated',
      usage: { ...NO_USAGE, inputTokens, outputTokens },
    };
  },
};

function drawUsage(traced: TracedCall, model: DemoModel, random: Random): Usage {
  const { contextTokens, generatedTokens } = traced;
  const cachedShare = random.chance(CACHED_SHARE) ? random.between(0.3, 0.95) : 0;
  const thought = random.below(4 * generatedTokens + 64);
  const reasoningTokens = model.reasons ? thought : 0;
  return {
    ...NO_USAGE,
    inputTokens: contextTokens,
    cachedInputTokens: Math.floor((contextTokens * cachedShare) / CACHE_BLOCK) * CACHE_BLOCK,
    outputTokens: generatedTokens + reasoningTokens,
    reasoningTokens,
  };
}

/** As the gateway does it: nothing used is nothing owed, and the charge is the cost. */
function amountsOf(
  usage: Usage,
  { model, occurredAt, free }: { model: DemoModel; occurredAt: Date; free: boolean },
): Pick<SpendEvent, 'cost' | 'charge' | 'priceVersion' | 'lines'> {
  if (free) return { cost: ZERO_PICO, charge: ZERO_PICO, priceVersion: null, lines: [] };
  const price = model.price.at(occurredAt);
  const rated = price === null ? null : rate(usage, price.prices);
  const amount: Pico | null = rated?.total ?? null;
  return {
    cost: amount,
    charge: amount,
    priceVersion: amount === null ? null : (price?.version ?? null),
    lines: rated?.lines ?? [],
  };
}
