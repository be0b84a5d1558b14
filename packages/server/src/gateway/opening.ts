import { completeAttempt } from '../metering/index.ts';
import {
  decodePrices,
  encodePrices,
  NO_USAGE,
  type PriceVersion,
  type StoredUsage,
  storedUsageOf,
  type Usage,
  usageOfEvent,
} from '../pricing/index.ts';
import type { Attempt, Outcome } from './call.ts';
import { asCount, asObject, type JsonObject } from './json.ts';
import { rateOutcome } from './rate-outcome.ts';

/** A request's bytes divided by this bound its tokens for an estimate; English runs at about four. */
const BYTES_PER_TOKEN = 4;

/** The text of a price is made once: it goes into the opening of every call made at it. */
const encodedPrices = new WeakMap<PriceVersion, string>();

/** What says what an attempt comes to if nothing more is ever heard of it. */
export interface Opening {
  readonly encodedFacts: string;
  readonly requestBytes: number;
  /** Null when the caller set none. */
  readonly outputLimit: number | null;
  /** All that was set aside for it under a hard budget, which must hold whatever happened; null without one. */
  readonly unseenUsage: Usage | null;
  /** Null when unpriced. */
  readonly price: PriceVersion | null;
}

export function openingOf({ call, price, encodedFacts }: Attempt): Opening {
  const { bytes, body } = call.request;
  const limit = body['max_completion_tokens'] ?? body['max_output_tokens'] ?? body['max_tokens'];
  return {
    encodedFacts,
    requestBytes: bytes.length,
    outputLimit: asCount(limit),
    unseenUsage: call.unseenUsage,
    price,
  };
}

/** Hardly any opening is read again: what it comes to is not worked out here but by `eventOfOpening`. */
export function encodeOpening(opening: Opening): string {
  const { encodedFacts, requestBytes, outputLimit, unseenUsage, price } = opening;
  const unseen =
    unseenUsage === null ? '' : `"unseen_usage":${JSON.stringify(storedUsageOf(unseenUsage))},`;
  return `${encodedFacts},"request_bytes":${requestBytes},"output_limit":${outputLimit},${unseen}"price":${encodePrice(price)}}`;
}

function encodePrice(price: PriceVersion | null): string {
  if (price === null) return 'null';
  const known = encodedPrices.get(price);
  if (known !== undefined) return known;
  const { version, prices } = price;
  const encoded = JSON.stringify({ version, prices: encodePrices(prices) });
  encodedPrices.set(price, encoded);
  return encoded;
}

/**
 * The event of an attempt whose end nobody saw (the process died). Under a hard budget it is charged
 * all that was set aside for it. Otherwise the input it sent, estimated from its bytes, and the output
 * it allowed itself, if it set a limit: never less than was surely used, never output that no limit
 * vouches for.
 */
export function eventOfOpening(opening: string): string {
  const {
    request_bytes,
    output_limit,
    unseen_usage,
    price,
    ...facts
  }: JsonObject & { readonly unseen_usage?: StoredUsage } = JSON.parse(opening);
  const usage =
    unseen_usage === undefined
      ? {
          ...NO_USAGE,
          inputTokens: Math.ceil((asCount(request_bytes) ?? 0) / BYTES_PER_TOKEN),
          outputTokens: asCount(output_limit) ?? 0,
        }
      : usageOfEvent(unseen_usage);
  const outcome: Outcome = {
    status: 'unknown',
    httpStatus: 0,
    errorCode: 'process_died',
    firstByteMs: null,
    usage,
    usageSource: 'estimated',
  };
  return completeAttempt(facts, rateOutcome(outcome, { price: decodePrice(price), durationMs: 0 }));
}

/** Prices that cannot be read make the event unpriced, which is shown, and not free. */
function decodePrice(value: unknown): PriceVersion | null {
  const price = asObject(value);
  if (price === null) return null;
  const prices = decodePrices(price['prices']);
  return prices.ok ? { version: String(price['version']), prices: prices.value } : null;
}
