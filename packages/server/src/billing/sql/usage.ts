import { assert, parsePico } from '../../kernel/index.ts';
import type { Queryable } from '../../platform/postgres/index.ts';
import type { Period } from '../period.ts';
import type { ModelUsage } from '../rating/rate-card.ts';

/** Which rows of the record an invoice bills: see the table `invoice`. */
export interface Coverage {
  readonly customer: string;
  readonly period: Period;
  /** As PostgreSQL writes a time; `-infinity` for a customer's first invoice. */
  readonly coversFrom: string;
  readonly afterSequence: number;
  readonly untilSequence: number;
}

interface Row {
  readonly model: string;
  readonly calls: number;
  readonly unpriced: number;
  readonly input: number;
  readonly cached: number;
  readonly written: number;
  readonly output: number;
  readonly cost: string;
}

/** All that was used in a period and recorded up to a sequence, whoever bills it. */
export async function readUsage(
  tx: Queryable,
  { customer, untilSequence }: Pick<Coverage, 'customer' | 'untilSequence'>,
  { startsAt, endsAt }: Period,
): Promise<{ usage: ModelUsage[]; calls: number; unpricedCalls: number }> {
  const { rows } = await tx.query<Row>(
    `select model,
       coalesce(sum(calls) filter (where adjustment = 0), 0)::bigint as calls,
       (coalesce(sum(calls) filter (where cost is null), 0)
         - count(*) filter (where adjusts_unpriced))::bigint as unpriced,
       sum(input_tokens)::bigint as input,
       sum(cached_input_tokens)::bigint as cached,
       sum(cache_write_tokens)::bigint as written,
       sum(output_tokens)::bigint as output,
       coalesce(sum(cost), 0) as cost
     from spend_event
     where customer_external_id = $1 and occurred_at >= $2 and occurred_at < $3
       and coalesce(sequence, 0) <= $4
     group by model`,
    [customer, startsAt, endsAt, untilSequence],
  );
  return {
    usage: rows.map(toUsage),
    calls: rows.reduce((sum, { calls }) => sum + calls, 0),
    unpricedCalls: rows.reduce((sum, { unpriced }) => sum + unpriced, 0),
  };
}

/** The quarters of an hour before the period that hold usage which this invoice is the first to bill. */
export async function readLateMoments(tx: Queryable, of: Coverage): Promise<Date[]> {
  const { rows } = await tx.query<{ at: Date }>(
    `select distinct date_bin('15 minutes', occurred_at, 'epoch') as at
     from spend_event
     where customer_external_id = $1 and occurred_at < $2 and coalesce(sequence, 0) <= $5
       and (occurred_at >= $3::timestamptz or coalesce(sequence, 0) > $4)
     order by at`,
    [of.customer, of.period.startsAt, of.coversFrom, of.afterSequence, of.untilSequence],
  );
  return rows.map(({ at }) => at);
}

/** How many rows of the record an invoice is the one to bill. */
export async function countCovered(tx: Queryable, of: Coverage): Promise<number> {
  const { rows } = await tx.query<{ calls: number }>(
    `select coalesce(sum(calls) filter (where adjustment = 0), 0)::bigint as calls
     from spend_event
     where customer_external_id = $1 and occurred_at < $2 and coalesce(sequence, 0) <= $5
       and (occurred_at >= $3::timestamptz or coalesce(sequence, 0) > $4)`,
    [of.customer, of.period.endsAt, of.coversFrom, of.afterSequence, of.untilSequence],
  );
  return rows[0]?.calls ?? 0;
}

/** When a customer first used anything; null when they never did. */
export async function firstUse(tx: Queryable, customer: string): Promise<Date | null> {
  const { rows } = await tx.query<{ at: Date | null }>(
    'select min(occurred_at) as at from spend_event where customer_external_id = $1',
    [customer],
  );
  return rows[0]?.at ?? null;
}

/** In order; after an external id. */
export async function customersWithUsage(
  tx: Queryable,
  page: { readonly after: string | null; readonly limit: number },
): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `select external_id as id from customer
     where $1::text is null or external_id collate "C" > $1
     order by external_id collate "C" limit $2`,
    [page.after, page.limit],
  );
  return rows.map(({ id }) => id);
}

function toUsage(row: Row): ModelUsage {
  const cost = parsePico(row.cost);
  assert(cost !== null, `not an amount: ${row.cost}`);
  return {
    model: row.model,
    calls: row.calls,
    inputTokens: row.input,
    cachedInputTokens: row.cached,
    cacheWriteTokens: row.written,
    outputTokens: row.output,
    cost,
  };
}
