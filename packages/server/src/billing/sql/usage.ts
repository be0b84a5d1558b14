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

/** What a customer used in one period, whoever bills it. */
export interface PeriodUsage {
  readonly usage: readonly ModelUsage[];
  readonly calls: number;
  readonly unpricedCalls: number;
}

interface Row {
  readonly customer: string;
  readonly model: string;
  readonly calls: number;
  readonly unpriced: number;
  readonly input: number;
  readonly cached: number;
  readonly written: number;
  readonly output: number;
  readonly cost: string;
}

type Question = Pick<Coverage, 'customer' | 'period' | 'untilSequence'>;

/** All that was used in each period and recorded up to the sequence; one answer for each question. */
export async function readUsage(
  tx: Queryable,
  questions: readonly Question[],
): Promise<PeriodUsage[]> {
  const answers = new Map<Question, PeriodUsage>();
  for (const alike of Map.groupBy(questions, spanOf).values()) {
    const byCustomer = Map.groupBy(await readSpan(tx, alike), ({ customer }) => customer);
    for (const each of alike) {
      answers.set(each, toPeriodUsage(byCustomer.get(each.customer) ?? []));
    }
  }
  return questions.map((each) => answers.get(each) ?? toPeriodUsage([]));
}

function spanOf({ period, untilSequence }: Question): string {
  return `${period.startsAt.getTime()} ${period.endsAt.getTime()} ${untilSequence}`;
}

/** Questions of one span together: a few customers are looked up, for many the record is read once. */
async function readSpan(tx: Queryable, questions: readonly Question[]): Promise<Row[]> {
  const [first] = questions;
  if (first === undefined) return [];
  const { rows } = await tx.query<Row>(
    `select customer_external_id as customer, model,
       coalesce(sum(calls) filter (where adjustment = 0), 0)::bigint as calls,
       (coalesce(sum(calls) filter (where cost is null), 0)
         - count(*) filter (where adjusts_unpriced))::bigint as unpriced,
       sum(input_tokens)::bigint as input,
       sum(cached_input_tokens)::bigint as cached,
       sum(cache_write_tokens)::bigint as written,
       sum(output_tokens)::bigint as output,
       coalesce(sum(cost), 0) as cost
     from spend_event
     where customer_external_id = any($1) and occurred_at >= $2 and occurred_at < $3
       and coalesce(sequence, 0) <= $4
     group by customer_external_id, model`,
    [
      questions.map(({ customer }) => customer),
      first.period.startsAt,
      first.period.endsAt,
      first.untilSequence,
    ],
  );
  return rows;
}

function toPeriodUsage(rows: readonly Row[]): PeriodUsage {
  return {
    usage: rows.map(toUsage),
    calls: rows.reduce((sum, { calls }) => sum + calls, 0),
    unpricedCalls: rows.reduce((sum, { unpriced }) => sum + unpriced, 0),
  };
}

/** Usage from before the period of an invoice that it is the first to bill. */
export interface LateUsage {
  /** The quarters of an hour that hold some, in order. */
  readonly moments: readonly Date[];
  readonly calls: number;
}

/** One answer for each coverage. */
export async function readLateUsage(
  tx: Queryable,
  coverages: readonly Coverage[],
): Promise<LateUsage[]> {
  if (coverages.length === 0) return [];
  const starts = coverages.map(({ period }) => period.startsAt);
  const { rows } = await tx.query<{ asked: number; at: Date; calls: number }>(
    `with q as (
       select * from unnest($1::text[], $2::timestamptz[], $3::text[]::timestamptz[], $4::bigint[], $5::bigint[])
         with ordinality as q (customer, starts_at, covers_from, after_sequence, until_sequence, asked)
     ), late as (
       select q.asked, e.occurred_at, e.calls, e.adjustment
       from q join spend_event e on e.customer_external_id = q.customer
         and e.occurred_at >= q.covers_from and e.occurred_at < q.starts_at
         and coalesce(e.sequence, 0) <= q.until_sequence
       where q.covers_from < q.starts_at
       union all
       select q.asked, e.occurred_at, e.calls, e.adjustment
       from q join spend_event e on e.customer_external_id = q.customer
         and e.occurred_at < q.covers_from and e.sequence > q.after_sequence
         and e.sequence <= q.until_sequence
       where e.sequence > $6 and e.occurred_at < $7
     )
     select asked, date_bin('15 minutes', occurred_at, 'epoch') as at,
       coalesce(sum(calls) filter (where adjustment = 0), 0)::bigint as calls
     from late group by 1, 2 order by 1, 2`,
    [
      coverages.map(({ customer }) => customer),
      starts,
      coverages.map(({ coversFrom }) => coversFrom),
      coverages.map(({ afterSequence }) => afterSequence),
      coverages.map(({ untilSequence }) => untilSequence),
      firstUnbilled(coverages),
      new Date(Math.max(...starts.map(Number))),
    ],
  );
  const byCoverage = Map.groupBy(rows, (row) => row.asked);
  return coverages.map((_, i) => {
    const late = byCoverage.get(i + 1) ?? [];
    return {
      moments: late.map(({ at }) => at),
      calls: late.reduce((sum, { calls }) => sum + calls, 0),
    };
  });
}

/** What was recorded up to then is on earlier invoices, if it occurred before they ended. */
function firstUnbilled(coverages: readonly Coverage[]): number {
  return Math.min(
    ...coverages.map((each) => (each.afterSequence < 0 ? each.untilSequence : each.afterSequence)),
  );
}

/** When customers first used anything; who never did is not in it. */
export async function firstUses(
  tx: Queryable,
  customers: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  if (customers.length === 0) return new Map();
  const { rows } = await tx.query<{ customer: string; at: Date }>(
    `select asked.customer, first.at from unnest($1::text[]) as asked (customer)
       cross join lateral (select min(occurred_at) as at from spend_event
         where customer_external_id = asked.customer) as first
     where first.at is not null`,
    [customers],
  );
  return new Map(rows.map(({ customer, at }) => [customer, at]));
}

/** Those in real time, in order; after an external id. */
export async function customersInRealTime(
  tx: Queryable,
  page: { readonly after: string | null; readonly limit: number },
): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `select external_id as id from customer
     where ($1::text is null or external_id collate "C" > $1)
       and not exists (select from test_clock_customer t where t.customer_external_id = external_id)
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
