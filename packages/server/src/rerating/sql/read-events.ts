import { assert, type Pico, parsePico } from '../../kernel/index.ts';
import { Params, type Queryable } from '../../platform/postgres/index.ts';
import { type Usage, usageOfEvent } from '../../pricing/index.ts';
import type { Selection } from '../selection.ts';

/** A recorded event with what it comes to now, all its adjustments included. */
export interface PastEvent extends EventKey {
  readonly occurredAt: Date;
  readonly customerExternalId: string | null;
  readonly model: string;
  readonly provider: string;
  readonly upstreamModel: string;
  /** Nothing was used, so nothing is owed, whatever the price. */
  readonly unused: boolean;
  readonly usage: Usage;
  /** How often it was adjusted. */
  readonly adjustments: number;
  /** Null when it has no price so far; `charge` is null then too. */
  readonly cost: Pico | null;
  readonly charge: Pico | null;
}

export interface EventKey {
  readonly callId: string;
  readonly attempt: number;
}

/** Where an event stands among the others, earliest first; `occurredAt` with microseconds. */
export interface EventPosition extends EventKey {
  readonly occurredAtText: string;
}

export interface PastEventRow {
  readonly call_id: string;
  readonly attempt: number;
  readonly occurred_at: Date;
  readonly occurred_at_text: string;
  readonly customer_external_id: string | null;
  readonly model: string;
  readonly provider: string;
  readonly upstream_model: string;
  readonly usage_source: string;
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly cache_write_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
  readonly units: Readonly<Record<string, number>> | null;
  readonly service_tier: string | null;
  readonly region: string | null;
  readonly adjustments: number;
  readonly cost: string | null;
  readonly charge: string | null;
}

const COLUMNS = `
  e.call_id, e.attempt, e.occurred_at, e.occurred_at::text as occurred_at_text,
  e.customer_external_id, e.model, e.provider, e.upstream_model, e.usage_source, e.input_tokens,
  e.cached_input_tokens, e.cache_write_tokens, e.output_tokens, e.reasoning_tokens, e.units,
  e.service_tier, e.region, a.adjustments,
  case when a.adjustments = 0 then e.cost else coalesce(e.cost, 0) + a.cost end as cost,
  case when a.adjustments = 0 then e.charge else coalesce(e.charge, 0) + a.charge end as charge`;

const ADJUSTED = `left join lateral (
  select count(*)::integer as adjustments, sum(cost) as cost, sum(charge) as charge
  from spend_event a
  where a.call_id = e.call_id and a.attempt = e.attempt and a.occurred_at = e.occurred_at
    and a.adjustment > 0
) as a on true`;

/** All selected events, earliest first. */
export function selectEvents(
  selection: Selection,
  page: { after: EventPosition | null; limit: number } | null = null,
): { text: string; values: readonly unknown[] } {
  const params = new Params();
  const conditions = conditionsOf(selection, params);
  if (page?.after != null) {
    const { occurredAtText, callId, attempt } = page.after;
    const last = `${params.add(occurredAtText)}::timestamptz, ${params.add(callId)}::uuid`;
    conditions.push(
      `(e.occurred_at, e.call_id, e.attempt) > (${last}, ${params.add(attempt)}::smallint)`,
    );
  }
  const text = `select ${COLUMNS} from spend_event e ${ADJUSTED}
    where ${conditions.join(' and ')}
    order by e.occurred_at, e.call_id, e.attempt
    ${page === null ? '' : `limit ${params.add(page.limit)}`}`;
  return { text, values: params.values };
}

/** These events as they are now, in no order. */
export async function readEvents(db: Queryable, keys: readonly EventKey[]): Promise<PastEvent[]> {
  const { rows } = await db.query<PastEventRow>(
    `select ${COLUMNS}
     from unnest($1::uuid[], $2::smallint[]) as k(call_id, attempt)
       join spend_event e on e.call_id = k.call_id and e.attempt = k.attempt and e.adjustment = 0
       ${ADJUSTED}`,
    [keys.map((key) => key.callId), keys.map((key) => key.attempt)],
  );
  return rows.map(toPastEvent);
}

export function toPastEvent(row: PastEventRow): PastEvent {
  return {
    callId: row.call_id,
    attempt: row.attempt,
    occurredAt: row.occurred_at,
    customerExternalId: row.customer_external_id,
    model: row.model,
    provider: row.provider,
    upstreamModel: row.upstream_model,
    unused: row.usage_source === 'none',
    usage: usageOfEvent({
      inputTokens: row.input_tokens,
      cachedInputTokens: row.cached_input_tokens,
      cacheWriteTokens: row.cache_write_tokens,
      outputTokens: row.output_tokens,
      reasoningTokens: row.reasoning_tokens,
      units: row.units,
      serviceTier: row.service_tier,
      region: row.region,
    }),
    adjustments: row.adjustments,
    cost: amount(row.cost),
    charge: amount(row.charge),
  };
}

function conditionsOf({ startsAt, endsAt, models, customers, only }: Selection, params: Params) {
  const conditions = [
    'e.adjustment = 0',
    // Imported days are sums of calls: they cost what they cost there.
    "e.route not like 'import/%'",
    `e.occurred_at >= ${params.add(startsAt)}`,
    `e.occurred_at < ${params.add(endsAt)}`,
  ];
  const anyOf = (column: string, values: readonly string[]) => {
    if (values.length > 0) conditions.push(`${column} = any(${params.add(values)}::text[])`);
  };
  anyOf('e.model', models);
  anyOf('e.customer_external_id', customers);
  if (only === 'UNPRICED') conditions.push('e.cost is null and a.adjustments = 0');
  if (only === 'PRICED') conditions.push('(e.cost is not null or a.adjustments > 0)');
  return conditions;
}

function amount(text: string | null): Pico | null {
  if (text === null) return null;
  const value = parsePico(text);
  assert(value !== null, `not an amount: ${text}`);
  return value;
}
