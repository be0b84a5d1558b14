import { formatPico, type Pico } from '../kernel/index.ts';

export type SpendEventStatus = 'succeeded' | 'failed' | 'aborted' | 'unknown';
export type UsageSource = 'reported' | 'estimated' | 'none';

/** One term of the amounts of an event, as it is stored. */
export interface RecordedLine {
  readonly kind: string;
  readonly quantity: number;
  readonly unitPrice: Pico;
  /** How many units `unitPrice` is for: 1, but for prices that are not whole per unit. */
  readonly per: bigint;
  readonly amount: Pico;
}

/** What is known of an attempt before its upstream answers. */
export interface AttemptFacts {
  /** UUIDv7, ours. With `attempt` (from 1) it names the event for ever, so recording it twice records it once. */
  readonly callId: string;
  readonly attempt: number;
  readonly occurredAt: Date;
  readonly route: string;
  readonly streamed: boolean;
  readonly customerExternalId: string | null;
  /** Null for the master key. */
  readonly apiKeyId: string | null;
  /** The team and the owner of the key, as it stood when the call was let in. */
  readonly teamId: string | null;
  readonly userId: string | null;
  readonly model: string;
  readonly provider: string;
  readonly upstreamModel: string;
  /** Sorted and distinct. */
  readonly tags: readonly string[];
  readonly userAgent: string | null;
  readonly origin: CallOrigin;
}

/** What the caller says of a call beside who it is for. */
export interface CallOrigin {
  readonly sessionId: string | null;
  readonly traceId: string | null;
  /** The caller's own id of the call. */
  readonly clientCallId: string | null;
}

export const NO_ORIGIN: CallOrigin = { sessionId: null, traceId: null, clientCallId: null };

/** How an attempt ended and what it came to. */
export interface OutcomeFacts {
  readonly durationMs: number;
  /** Null when nothing came back. */
  readonly firstByteMs: number | null;
  readonly status: SpendEventStatus;
  /** What the caller was answered; 499 when the caller had gone, 0 when nobody knows. */
  readonly httpStatus: number;
  readonly errorCode: string | null;
  readonly usageSource: UsageSource;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  /** Every other count, by price key; null on a plain call. */
  readonly units: Readonly<Record<string, number>> | null;
  /** Null when the base prices are those of the tier that answered. */
  readonly serviceTier: string | null;
  /** Where the call was processed, if that may change its price. */
  readonly region: string | null;
  /** What the provider takes. Null when unpriced; then `charge` is null too. */
  readonly cost: Pico | null;
  /** What the customer owes. */
  readonly charge: Pico | null;
  readonly priceVersion: string | null;
  readonly lines: readonly RecordedLine[];
}

/** One attempt at an upstream, priced. Immutable: what is recorded once is never changed. */
export type SpendEvent = AttemptFacts & OutcomeFacts;

export function spendEventKey({ callId, attempt }: AttemptFacts): string {
  return `${callId}:${attempt}`;
}

/** The event as JSON whose names are the columns of `spend_event`: PostgreSQL reads it as it stands. */
export function encodeSpendEvent(event: SpendEvent): string {
  return joinFacts(encodeAttemptFacts(event), event);
}

/** Attempt facts that were encoded and read again, completed. */
export function completeAttempt(
  decodedAttempt: Readonly<Record<string, unknown>>,
  outcome: OutcomeFacts,
): string {
  return joinFacts(JSON.stringify(decodedAttempt).slice(0, -1), outcome);
}

/**
 * The members of an event that do not change between its opening and its end, encoded once for both.
 * Written out by hand because it runs with every call. What is null is left out, here as in all of an
 * event: it is null in the table, and most calls have little of it.
 */
export function encodeAttemptFacts(facts: AttemptFacts): string {
  const { origin } = facts;
  return `{"call_id":"${facts.callId}","attempt":${facts.attempt},"occurred_at":"${isoTextOf(facts.occurredAt)}","route":${encodeText(facts.route)},"streamed":${facts.streamed}${encodeMember('customer_external_id', facts.customerExternalId)}${encodeMember('api_key_id', facts.apiKeyId)}${encodeMember('team_id', facts.teamId)}${encodeMember('user_id', facts.userId)},"model":${encodeText(facts.model)},"provider":${encodeText(facts.provider)},"upstream_model":${encodeText(facts.upstreamModel)},"tags":[${encodeTexts(facts.tags)}]${encodeMember('user_agent', facts.userAgent)}${encodeMember('session_id', origin.sessionId)}${encodeMember('trace_id', origin.traceId)}${encodeMember('client_call_id', origin.clientCallId)}`;
}

function encodeMember(name: string, text: string | null): string {
  return text === null ? '' : `,"${name}":${encodeText(text)}`;
}

function encodeTexts(texts: readonly string[]): string {
  return texts.length === 0 ? '' : texts.map(encodeText).join(',');
}

/** Printable ASCII without a quote or a backslash is its own JSON. */
const PLAIN = /^[ !#-[\]-~]*$/;

function encodeText(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

let lastMs = Number.NaN;
let lastText = '';

/** Calls of one millisecond share the text of it: making it takes half as long as all their facts. */
function isoTextOf(moment: Date): string {
  const ms = moment.getTime();
  if (ms !== lastMs) {
    lastText = moment.toISOString();
    lastMs = ms;
  }
  return lastText;
}

/** Completes encoded attempt facts. Written out by hand because it runs with every call: only texts that may hold a quote need `JSON.stringify`. */
export function joinFacts(encodedAttempt: string, outcome: OutcomeFacts): string {
  const cost = encodeAmount(outcome.cost);
  const charge = outcome.charge === outcome.cost ? cost : encodeAmount(outcome.charge);
  const amounts = (cost && `,"cost":${cost}`) + (charge && `,"charge":${charge}`);
  const firstByte = outcome.firstByteMs === null ? '' : `,"first_byte_ms":${outcome.firstByteMs}`;
  return `${encodedAttempt},"duration_ms":${outcome.durationMs}${firstByte},"status":"${outcome.status}","http_status":${outcome.httpStatus}${encodeMember('error_code', outcome.errorCode)},"usage_source":"${outcome.usageSource}","input_tokens":${outcome.inputTokens},"cached_input_tokens":${outcome.cachedInputTokens},"cache_write_tokens":${outcome.cacheWriteTokens},"output_tokens":${outcome.outputTokens},"reasoning_tokens":${outcome.reasoningTokens}${encodeRareUsage(outcome)}${amounts}${encodeMember('price_version', outcome.priceVersion)},"lines":[${outcome.lines.map(encodeLine).join(',')}]}`;
}

function encodeRareUsage({ units, serviceTier, region }: OutcomeFacts): string {
  const encoded = units === null ? '' : `,"units":${JSON.stringify(units)}`;
  return encoded + encodeMember('service_tier', serviceTier) + encodeMember('region', region);
}

/** A line as it is stored. */
export function encodeLine({ kind, quantity, unitPrice, per, amount }: RecordedLine): string {
  const units = per === 1n ? '' : `"per":"${per}",`;
  return `{"kind":${encodeText(kind)},"quantity":${quantity},"unit_price":${encodeAmount(unitPrice)},${units}"amount":${encodeAmount(amount)}}`;
}

/** Empty when there is none. */
function encodeAmount(amount: Pico | null): string {
  return amount === null ? '' : `"${formatPico(amount)}"`;
}
