import { createHash } from 'node:crypto';
import { isPlainText, type Pico, parsePico } from '../../kernel/index.ts';
import { NO_ORIGIN, type SpendEvent } from '../../metering/index.ts';
import { Refusal } from '../problem.ts';
import type { TestClockRow } from '../sql/test-clocks.ts';

/** No clock shows an earlier time. */
export const FIRST_MS = Date.parse('2000-01-01T00:00:00Z');

const MOST = 1_000;
const LONGEST_MODEL = 256;
const MOST_PICO = 10n ** 24n;
/** What is imported is not rated again: the price book does not know what it was. */
const ROUTE = 'import/test-clock';

/** A call that a customer on a test clock is said to have made. */
export interface TestUsage {
  readonly model: string;
  readonly occurredAt: Date;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  /** What the provider would take: dollars as decimal text. */
  readonly cost: string;
}

export interface TestUsageRequest {
  readonly customer: string;
  readonly usage: readonly TestUsage[];
}

/** Events as the gateway would record them; the same ones for the same request. Refuses what cannot have been. */
export function testEvents(
  { customer, usage }: TestUsageRequest,
  { clock, keptFrom, key }: { clock: TestClockRow; keptFrom: Date; key: string },
): SpendEvent[] {
  if (!clock.customers.includes(customer)) {
    throw new Refusal('INVALID', 'Name a customer of this clock', ['customer']);
  }
  if (usage.length < 1 || usage.length > MOST) {
    throw new Refusal('INVALID', `Give 1 to ${MOST} calls`, ['usage']);
  }
  return usage.map((each, i) => {
    const cost = requireUsage(each, { clock, keptFrom, place: ['usage', String(i)] });
    return eventOf(each, { customer, cost, callId: callIdOf(each.occurredAt, `${key} ${i}`) });
  });
}

function requireUsage(
  { model, occurredAt, inputTokens, cachedInputTokens, outputTokens, cost: text }: TestUsage,
  { clock, keptFrom, place }: { clock: TestClockRow; keptFrom: Date; place: readonly string[] },
): Pico {
  const refuse = (message: string, name: string) =>
    new Refusal('INVALID', message, [...place, name]);
  if (!isPlainText(model, LONGEST_MODEL)) {
    throw refuse(`Give the name of a model, of 1 to ${LONGEST_MODEL} characters`, 'model');
  }
  if (occurredAt.getTime() < FIRST_MS || occurredAt > clock.now || occurredAt < keptFrom) {
    throw refuse('Give a time that has come on the clock and is still kept', 'occurredAt');
  }
  const isCount = (count: number) => Number.isInteger(count) && count >= 0;
  if (!isCount(inputTokens)) throw refuse('Give 0 or more', 'inputTokens');
  if (!isCount(outputTokens)) throw refuse('Give 0 or more', 'outputTokens');
  if (!isCount(cachedInputTokens) || cachedInputTokens > inputTokens) {
    throw refuse('Give 0 or more, and no more than inputTokens', 'cachedInputTokens');
  }
  const cost = parsePico(text);
  if (cost === null || cost < 0n || cost > MOST_PICO) {
    throw refuse('Give an amount from 0 to 10^12 with at most 12 decimals', 'cost');
  }
  return cost;
}

function eventOf(
  { model, occurredAt, inputTokens, cachedInputTokens, outputTokens }: TestUsage,
  { customer, cost, callId }: { customer: string; cost: Pico; callId: string },
): SpendEvent {
  return {
    ...{
      callId,
      attempt: 1,
      occurredAt,
      customerExternalId: customer,
      model,
      upstreamModel: model,
    },
    ...{ inputTokens, cachedInputTokens, outputTokens, cacheWriteTokens: 0, reasoningTokens: 0 },
    ...{ cost, charge: cost, priceVersion: ROUTE, lines: linesOf(cost), units: null },
    ...{ route: ROUTE, provider: 'test-clock', status: 'succeeded', httpStatus: 200 },
    ...{ usageSource: 'reported', durationMs: 0, firstByteMs: null, errorCode: null },
    ...{ streamed: false, apiKeyId: null, teamId: null, userId: null, tags: [], userAgent: null },
    ...{ origin: NO_ORIGIN, serviceTier: null, region: null },
  };
}

function linesOf(cost: Pico): SpendEvent['lines'] {
  if (cost === 0n) return [];
  return [{ kind: 'imported', quantity: 1, unitPrice: cost, per: 1n, amount: cost }];
}

/** A UUID of version 7 that is made of what it is of. */
function callIdOf(occurredAt: Date, seed: string): string {
  const time = occurredAt.getTime().toString(16).padStart(12, '0');
  const hash = createHash('sha256').update(seed).digest('hex');
  return [
    ...[time.slice(0, 8), time.slice(8), `7${hash.slice(0, 3)}`],
    ...[`8${hash.slice(3, 6)}`, hash.slice(6, 18)],
  ].join('-');
}
