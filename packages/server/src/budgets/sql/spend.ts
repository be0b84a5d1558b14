import { parsePico, toPico } from '../../kernel/index.ts';
import { type Pool, type Queryable, withTransaction } from '../../platform/postgres/index.ts';
import type {
  RecordedCharge,
  Recount,
  RecountQuestion,
  SpendQuestion,
  SpendSource,
} from '../ledger/spend-source.ts';
import { type Dimension, dimensionsOf } from '../scope.ts';

const BUCKET_MS = 15 * 60_000;
/** Later than any event. */
const NEVER_MS = Date.parse('9999-01-01T00:00:00Z');
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const BATCHES_AT_ONCE = 200;

const COLUMNS: Readonly<Record<Dimension, { type: string; column: string }>> = {
  teamId: { type: 'uuid', column: 'team_id' },
  userId: { type: 'uuid', column: 'user_id' },
  apiKeyId: { type: 'uuid', column: 'api_key_id' },
  customer: { type: 'text', column: 'customer_external_id' },
  tag: { type: 'text', column: 'tags' },
  model: { type: 'text', column: 'model' },
  provider: { type: 'text', column: 'provider' },
};

/**
 * The record in PostgreSQL: whole quarters of an hour from the rollups, what is left at the edges from the
 * events. An edge whose events are no longer kept counts whole: never too little is counted.
 */
export function createSpendSource(pool: Pool): SpendSource {
  return {
    spent: (questions) =>
      withTransaction(pool, (tx) => spent(tx, questions), 'repeatable read, read only'),
    recordedAfter: (sequence, except) => recordedAfter(pool, sequence, except),
  };
}

async function spent(tx: Queryable, questions: readonly SpendQuestion[]) {
  const { rows } = await tx.query<{ sequence: number }>('select sequence from spend_sequence');
  const chargesPico = await byShape(questions, (group) => sumsOf(tx, group));
  return { sequence: rows[0]?.sequence ?? 0, chargesPico };
}

/** The record itself, event by event: what counts are compared with. */
export function createRecount(pool: Pool): Recount {
  return (questions, own) =>
    withTransaction(
      pool,
      (tx) => byShape(questions, (group) => recountGroup(tx, group, own)),
      'repeatable read, read only',
    );
}

/** Questions whose scopes name the same dimensions are asked together. */
async function byShape<Question extends SpendQuestion>(
  questions: readonly Question[],
  ask: (group: readonly Question[]) => Promise<readonly bigint[]>,
): Promise<bigint[]> {
  const chargesPico: bigint[] = questions.map(() => 0n);
  const asked = questions.map((question, at) => ({ question, at })).filter(isAnswerable);
  const shapes = Map.groupBy(asked, ({ question }) => dimensionsOf(question.scope).join());
  for (const group of shapes.values()) {
    const sums = await ask(group.map(({ question }) => question));
    group.forEach(({ at }, index) => {
      chargesPico[at] = sums[index] as bigint;
    });
  }
  return chargesPico;
}

/** No event has a team, user or key whose id is not one. */
function isAnswerable({ question }: { question: SpendQuestion }): boolean {
  const { teamId, userId, apiKeyId } = question.scope;
  return [teamId, userId, apiKeyId].every((id) => id === undefined || UUID.test(id));
}

async function sumsOf(tx: Queryable, questions: readonly SpendQuestion[]): Promise<bigint[]> {
  const dimensions = dimensionsOf((questions[0] as SpendQuestion).scope);
  const spans = questions.map(edgesOf);
  const { rows } = await tx.query<{ charge: string }>(sumStatement(dimensions), [
    spans.map((span) => span.startsAt),
    spans.map((span) => span.wholeFrom),
    spans.map((span) => span.wholeUntil),
    spans.map((span) => span.endsAt),
    ...dimensions.map((dimension) => questions.map(({ scope }) => scope[dimension])),
  ]);
  return rows.map(({ charge }) => picoOf(charge));
}

/** `wholeFrom` to `wholeUntil` is made of whole buckets; empty when the span lies within one. */
function edgesOf({ startMs, endMs }: SpendQuestion) {
  const end = Math.min(endMs, NEVER_MS);
  const from = Math.min(Math.ceil(startMs / BUCKET_MS) * BUCKET_MS, end);
  const until = Math.max(from, Math.floor(end / BUCKET_MS) * BUCKET_MS);
  return {
    startsAt: new Date(startMs),
    wholeFrom: new Date(from),
    wholeUntil: new Date(until),
    endsAt: new Date(end),
  };
}

function sumStatement(dimensions: readonly Dimension[]): string {
  const names = dimensions.map((_, index) => `value_${index}`);
  const values = dimensions.map(
    (dimension, index) => `$${index + 5}::${COLUMNS[dimension].type}[]`,
  );
  const arrays = [
    '$1::timestamptz[]',
    '$2::timestamptz[]',
    '$3::timestamptz[]',
    '$4::timestamptz[]',
  ];
  return `
select (
  coalesce((
    select sum(r.charge) from usage_rollup r join usage_dimension d on d.id = r.dimension_id
    where r.bucket_start >= q.whole_from and r.bucket_start < q.whole_until${matching(dimensions, 'd')}), 0)
  + coalesce((
    select sum(e.charge) from spend_event e
    where e.occurred_at >= q.starts_at and e.occurred_at < q.whole_from${matching(dimensions, 'e')}), 0)
  + coalesce((
    select sum(e.charge) from spend_event e
    where e.occurred_at >= q.whole_until and e.occurred_at < q.ends_at${matching(dimensions, 'e')}), 0)
)::text as charge
from (
  select ${['starts_at', 'ends_at', ...names].join(', ')}, position,
    case when starts_at < pruned_before then date_bin('15 minutes', starts_at, 'epoch') else whole_from end
      as whole_from,
    case when ends_at < pruned_before
      then date_bin('15 minutes', ends_at + interval '15 minutes' - interval '1 microsecond', 'epoch')
      else whole_until end as whole_until
  from unnest(${[...arrays, ...values].join(', ')}) with ordinality
    as asked(${['starts_at', 'whole_from', 'whole_until', 'ends_at', ...names].join(', ')}, position), spend_floor
) as q
order by position`;
}

/** What makes a row one of a question's scope. */
function matching(dimensions: readonly Dimension[], table: string): string {
  return dimensions
    .map((dimension, index) => {
      const column = `${table}.${COLUMNS[dimension].column}`;
      return ` and q.value_${index} = ${dimension === 'tag' ? `any(${column})` : column}`;
    })
    .join('');
}

async function recountGroup(
  tx: Queryable,
  questions: readonly RecountQuestion[],
  own: readonly number[],
): Promise<bigint[]> {
  const dimensions = dimensionsOf((questions[0] as RecountQuestion).scope);
  const spans = questions.map(edgesOf);
  const { rows } = await tx.query<{ charge: string }>(recountStatement(dimensions), [
    spans.map((span) => span.startsAt),
    spans.map((span) => span.endsAt),
    questions.map(({ upTo }) => upTo),
    own,
    ...dimensions.map((dimension) => questions.map(({ scope }) => scope[dimension])),
  ]);
  return rows.map(({ charge }) => picoOf(charge));
}

function recountStatement(dimensions: readonly Dimension[]): string {
  const names = dimensions.map((_, index) => `value_${index}`);
  const values = dimensions.map(
    (dimension, index) => `$${index + 5}::${COLUMNS[dimension].type}[]`,
  );
  const arrays = ['$1::timestamptz[]', '$2::timestamptz[]', '$3::bigint[]', ...values];
  return `
select (coalesce(sum(e.charge), 0) + coalesce((
    select sum(r.charge) from usage_rollup r join usage_dimension d on d.id = r.dimension_id
    where r.bucket_start >= date_bin('15 minutes', q.starts_at, 'epoch')
      and r.bucket_start < least(q.ends_at, pruned_before)${matching(dimensions, 'd')}), 0))::text as charge
from spend_floor cross join unnest(${arrays.join(', ')}) with ordinality
    as q(${['starts_at', 'ends_at', 'up_to', ...names].join(', ')}, position)
  left join spend_event e on e.occurred_at >= q.starts_at and e.occurred_at < q.ends_at
    and (coalesce(e.sequence, 0) <= q.up_to or e.sequence = any($4::bigint[]))${matching(dimensions, 'e')}
group by ${['starts_at', 'ends_at', ...names].join(', ')}, position, pruned_before order by position`;
}

interface ChargeRow extends Omit<RecordedCharge, 'occurredMs' | 'chargePico'> {
  readonly occurredAt: Date;
  readonly charge: string;
}

async function recordedAfter(db: Queryable, sequence: number, except: readonly number[]) {
  const { rows } = await db.query<ChargeRow & { upTo: number }>(
    `with reach as (select least(sequence, $1::bigint + $3) as up_to from spend_sequence)
     select reach.up_to as "upTo",
       e.call_id || ':' || e.attempt || case when e.adjustment > 0 then ':' || e.adjustment else '' end as key,
       e.sequence,
       e.occurred_at as "occurredAt", e.charge, e.team_id as "teamId", e.user_id as "userId",
       e.api_key_id as "apiKeyId", e.customer_external_id as customer, e.tags, e.model, e.provider
     from reach left join spend_event e
       on e.sequence > $1 and e.sequence <= reach.up_to and e.sequence <> all($2::bigint[])
         and e.charge <> 0`,
    [sequence, except, BATCHES_AT_ONCE],
  );
  const charges = rows.filter((row) => row.key !== null).map(chargeOf);
  return { sequence: Math.max(sequence, rows[0]?.upTo ?? sequence), charges };
}

function chargeOf({ occurredAt, charge, ...row }: ChargeRow): RecordedCharge {
  return { ...row, occurredMs: occurredAt.getTime(), chargePico: picoOf(charge) };
}

function picoOf(text: string): bigint {
  const pico = parsePico(text);
  if (pico === null) throw new Error(`PostgreSQL gave ${text} as an amount`);
  return toPico(pico);
}
