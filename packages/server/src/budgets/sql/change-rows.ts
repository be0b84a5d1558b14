import type { Queryable } from '../../platform/postgres/index.ts';

/** A row of `budget_raise`. */
export interface RaiseRow {
  readonly id: string;
  readonly budget_id: string;
  /** Of a tier's budget only. */
  readonly customer_external_id: string | null;
  readonly amount: string;
  readonly ends_at: Date;
  readonly reason: string;
  readonly created_at: Date;
  readonly created_by: string;
}

/** A row of `budget_reset`. */
export interface ResetRow {
  readonly id: string;
  readonly budget_id: string;
  readonly customer_external_id: string | null;
  readonly reset_at: Date;
  readonly reason: string;
  readonly created_by: string;
}

/** What makes a repeated request the same request. */
export interface Idempotency {
  readonly key: string;
  readonly digest: Buffer;
}

const RAISE =
  'id, budget_id, customer_external_id, amount, ends_at, reason, created_at, created_by';
const RESET = 'id, budget_id, customer_external_id, reset_at, reason, created_by';

/** False when the idempotency key is taken. */
export async function insertRaise(
  tx: Queryable,
  row: RaiseRow,
  { key, digest }: Idempotency,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into budget_raise (${RAISE}, idempotency_key, request_sha256)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (idempotency_key) do nothing`,
    [
      row.id,
      row.budget_id,
      row.customer_external_id,
      row.amount,
      row.ends_at,
      row.reason,
      row.created_at,
      row.created_by,
      key,
      digest,
    ],
  );
  return rowCount === 1;
}

/** False when the idempotency key is taken. */
export async function insertReset(
  tx: Queryable,
  row: ResetRow,
  { key, digest }: Idempotency,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into budget_reset (${RESET}, idempotency_key, request_sha256)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (idempotency_key) do nothing`,
    [
      row.id,
      row.budget_id,
      row.customer_external_id,
      row.reset_at,
      row.reason,
      row.created_by,
      key,
      digest,
    ],
  );
  return rowCount === 1;
}

/** The digest of the request that took an idempotency key; null when it is free. */
export async function findDigest(
  tx: Queryable,
  table: 'budget_raise' | 'budget_reset',
  idempotencyKey: string,
): Promise<Buffer | null> {
  const { rows } = await tx.query<{ request_sha256: Buffer }>(
    `select request_sha256 from ${table} where idempotency_key = $1`,
    [idempotencyKey],
  );
  return rows[0]?.request_sha256 ?? null;
}

/** Raises that have not ended. */
export async function loadRaises(
  db: Queryable,
  query: { readonly budgetIds: readonly string[] | null; readonly at: Date },
): Promise<RaiseRow[]> {
  const { rows } = await db.query<RaiseRow>(
    `select ${RAISE} from budget_raise
      where ends_at > $2 and ($1::uuid[] is null or budget_id = any($1))
      order by created_at, id`,
    [query.budgetIds, query.at],
  );
  return rows;
}

/** The latest reset of each budget, and of each customer of a tier's budget. */
export async function loadLatestResets(
  db: Queryable,
  budgetIds: readonly string[] | null,
): Promise<ResetRow[]> {
  const { rows } = await db.query<ResetRow>(
    `select distinct on (budget_id, customer_external_id) ${RESET} from budget_reset
      where $1::uuid[] is null or budget_id = any($1)
      order by budget_id, customer_external_id, reset_at desc, id desc`,
    [budgetIds],
  );
  return rows;
}

export interface HistoryPosition {
  readonly at: Date;
  readonly id: string;
}

export interface HistoryQuery {
  readonly budgetId: string;
  readonly customer: string | null;
  readonly limit: number;
  readonly after: HistoryPosition | null;
}

/** Raises of each budget that is asked for, past ones included, newest first. */
export async function listRaises(
  db: Queryable,
  queries: readonly HistoryQuery[],
): Promise<RaiseRow[][]> {
  const { rows } = await db.query<RaiseRow & { readonly position: number }>(
    `select q.position::int, r.* from ${ASKED} cross join lateral (
       select ${RAISE} from budget_raise
        where budget_id = q.budget_id and customer_external_id is not distinct from q.customer
          and (q.after_at is null or (created_at, id) < (q.after_at, q.after_id))
        order by created_at desc, id desc limit q.most) r
      order by q.position, r.created_at desc, r.id desc`,
    valuesOf(queries),
  );
  return answersOf(queries, rows);
}

/** Resets of each budget that is asked for, newest first. */
export async function listResets(
  db: Queryable,
  queries: readonly HistoryQuery[],
): Promise<ResetRow[][]> {
  const { rows } = await db.query<ResetRow & { readonly position: number }>(
    `select q.position::int, r.* from ${ASKED} cross join lateral (
       select ${RESET} from budget_reset
        where budget_id = q.budget_id and customer_external_id is not distinct from q.customer
          and (q.after_at is null or (reset_at, id) < (q.after_at, q.after_id))
        order by reset_at desc, id desc limit q.most) r
      order by q.position, r.reset_at desc, r.id desc`,
    valuesOf(queries),
  );
  return answersOf(queries, rows);
}

const ASKED = `unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::uuid[], $5::int[])
  with ordinality as q (budget_id, customer, after_at, after_id, most, position)`;

function valuesOf(queries: readonly HistoryQuery[]): unknown[] {
  return [
    queries.map((query) => query.budgetId),
    queries.map((query) => query.customer),
    queries.map((query) => query.after?.at ?? null),
    queries.map((query) => query.after?.id ?? null),
    queries.map((query) => query.limit),
  ];
}

/** Rows by the question they answer, which are counted from 1. */
function answersOf<Row extends { readonly position: number }>(
  queries: readonly unknown[],
  rows: readonly Row[],
): Row[][] {
  const byPosition = Map.groupBy(rows, (row) => row.position);
  return queries.map((_, index) => byPosition.get(index + 1) ?? []);
}
