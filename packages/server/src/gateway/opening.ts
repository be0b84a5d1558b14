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

/** What an opening says, once it has to be known. */
export interface ReadOpening {
  /** As they stand in its event. */
  readonly facts: JsonObject;
  /** Null when it was opened without a price. */
  readonly price: PriceVersion | null;
  /** Of its input, by its bytes. */
  readonly estimatedInputTokens: number;
  /** What is recorded when nobody sees its end. */
  readonly unseen: Outcome;
}

/**
 * The end that nobody saw is taken to have used, under a hard budget, all that was set aside for it.
 * Otherwise the input it sent, estimated from its bytes, and the output it allowed itself, if it set a
 * limit: never less than was surely used, never output that no limit vouches for.
 */
export function readOpening(opening: string): ReadOpening {
  const {
    request_bytes,
    output_limit,
    unseen_usage,
    price,
    pending_response: _,
    ...facts
  }: JsonObject & { readonly unseen_usage?: StoredUsage } = JSON.parse(opening);
  const estimatedInputTokens = Math.ceil((asCount(request_bytes) ?? 0) / BYTES_PER_TOKEN);
  const outputTokens = asCount(output_limit) ?? 0;
  const unseen: Outcome = {
    status: 'unknown',
    httpStatus: 0,
    errorCode: 'process_died',
    firstByteMs: null,
    usage:
      unseen_usage === undefined
        ? { ...NO_USAGE, inputTokens: estimatedInputTokens, outputTokens }
        : usageOfEvent(unseen_usage),
    usageSource: 'estimated',
  };
  return { facts, price: decodePrice(price), estimatedInputTokens, unseen };
}

/** The event of an attempt that a process left open when it died. */
export function eventOfOpening(opening: string): string {
  const { facts, price, unseen } = readOpening(opening);
  return completeAttempt(facts, rateOutcome(unseen, { price, durationMs: 0 }));
}

/** The encoded facts it was opened with. Within a text the mark would have its quotes escaped. */
export function encodedFactsIn(opening: string): string {
  return opening.slice(0, opening.indexOf(',"request_bytes":'));
}

/** Prices that cannot be read make the event unpriced, which is shown, and not free. */
function decodePrice(value: unknown): PriceVersion | null {
  const price = asObject(value);
  if (price === null) return null;
  const prices = decodePrices(price['prices']);
  return prices.ok ? { version: String(price['version']), prices: prices.value } : null;
}
