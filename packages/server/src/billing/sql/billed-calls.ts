import { Params, type Queryable } from '../../platform/postgres/index.ts';
import type { Coverage } from './usage.ts';

/** One row of the record as a line of an invoice bills it. */
export interface BilledCallRow {
  readonly callId: string;
  readonly attempt: number;
  /** 0, or which later correction of the call this is. */
  readonly adjustment: number;
  readonly occurredAt: Date;
  /** With all its digits. */
  readonly occurredAtText: string;
  readonly model: string;
  readonly calls: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  /** Decimal text; null while it has no price. */
  readonly cost: string | null;
  /** What it adds to the meter of the line: decimal text. */
  readonly quantity: string;
}

export type CallPosition = Pick<BilledCallRow, 'callId' | 'attempt' | 'adjustment'> & {
  readonly occurredAtText: string;
};

/** What a line counts, of a row. */
export const METER = {
  'Input tokens': 'input_tokens - cached_input_tokens - cache_write_tokens',
  'All input tokens': 'input_tokens',
  'Cached input tokens': 'cached_input_tokens',
  'Cache write tokens': 'cache_write_tokens',
  'Output tokens': 'output_tokens',
  Tokens: 'input_tokens + output_tokens',
  Requests: 'case when adjustment = 0 then calls else 0 end',
  'USD at cost': 'coalesce(cost, 0)',
} as const;
export type MeterName = keyof typeof METER;

export function isMeterName(name: string): name is MeterName {
  return Object.hasOwn(METER, name);
}

export interface BilledCallsQuery {
  readonly coverage: Coverage;
  readonly meter: MeterName;
  /** Patterns of LIKE: one of these, and none of those. */
  readonly models: readonly string[];
  readonly except: readonly string[];
}

/** Latest first; what adds nothing to the meter is left out. */
export async function listBilledCalls(
  db: Queryable,
  { coverage, meter, models, except }: BilledCallsQuery,
  page: { limit: number; after: CallPosition | null },
): Promise<BilledCallRow[]> {
  const params = new Params();
  const { customer, period, coversFrom, afterSequence, untilSequence } = coverage;
  const terms = [
    `customer_external_id = ${params.add(customer)}`,
    `occurred_at >= ${params.add(period.startsAt)} and occurred_at < ${params.add(period.endsAt)}`,
    `coalesce(sequence, 0) <= ${params.add(untilSequence)}`,
    `(occurred_at >= ${params.add(coversFrom)}::timestamptz or coalesce(sequence, 0) > ${params.add(afterSequence)})`,
    `model like any(${params.add(models)}::text[])`,
    `not model like any(${params.add(except)}::text[])`,
    `(${METER[meter]}) <> 0`,
  ];
  if (page.after !== null) {
    const { occurredAtText: at, callId, attempt, adjustment } = page.after;
    terms.push(`(occurred_at, call_id, attempt, adjustment) <
      (${params.add(at)}::timestamptz, ${params.add(callId)}::uuid, ${params.add(attempt)}, ${params.add(adjustment)})`);
  }
  const { rows } = await db.query<BilledCallRow>(
    `select call_id as "callId", attempt, adjustment, occurred_at as "occurredAt",
       occurred_at::text as "occurredAtText", model, calls, input_tokens as "inputTokens",
       cached_input_tokens as "cachedInputTokens", cache_write_tokens as "cacheWriteTokens",
       output_tokens as "outputTokens", trim_scale(cost)::text as cost,
       trim_scale((${METER[meter]})::numeric)::text as quantity
     from spend_event where ${terms.join(' and ')}
     order by occurred_at desc, call_id desc, attempt desc, adjustment desc
     limit ${params.add(page.limit)}`,
    params.values,
  );
  return rows;
}
