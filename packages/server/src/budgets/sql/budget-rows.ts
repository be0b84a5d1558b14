import type { Queryable } from '../../platform/postgres/index.ts';
import type { BudgetKind } from '../budget.ts';
import type { Scope } from '../scope.ts';

/** A live row of `budget`. The amount is exact text. */
export interface BudgetRow {
  readonly id: string;
  readonly key: string;
  readonly tier_id: string | null;
  readonly scope: Scope;
  readonly period: string;
  readonly time_zone: string;
  readonly anchored_at: Date | null;
  readonly kind: BudgetKind;
  readonly limit_amount: string;
  /** Hundredths of a per cent. */
  readonly thresholds: readonly number[];
  readonly configured: boolean;
  readonly revision: number;
  readonly created_at: Date;
  readonly created_by: string;
  readonly updated_at: Date;
}

/** What a change sets; the rest of a row is its history. */
export type BudgetValues = Pick<
  BudgetRow,
  'key' | 'period' | 'time_zone' | 'anchored_at' | 'kind' | 'limit_amount' | 'thresholds'
>;

export type NewBudgetRow = Omit<BudgetRow, 'revision' | 'updated_at'>;

const COLUMNS = `id, key, tier_id, scope, period, time_zone, anchored_at, kind, limit_amount,
  thresholds, configured, revision, created_at, created_by, updated_at`;

/** Null when a budget of that key is there already. */
export async function insertBudget(tx: Queryable, row: NewBudgetRow): Promise<BudgetRow | null> {
  const { rows } = await tx.query<BudgetRow>(
    `insert into budget (id, key, tier_id, scope, period, time_zone, anchored_at, kind, limit_amount,
       thresholds, configured, created_at, created_by, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::integer[], $11, $12, $13, $12)
     on conflict (key) where removed_at is null do nothing
     returning ${COLUMNS}`,
    [
      row.id,
      row.key,
      row.tier_id,
      JSON.stringify(row.scope),
      row.period,
      row.time_zone,
      row.anchored_at,
      row.kind,
      row.limit_amount,
      row.thresholds,
      row.configured,
      row.created_at,
      row.created_by,
    ],
  );
  return rows[0] ?? null;
}

export async function updateBudget(
  tx: Queryable,
  id: string,
  values: BudgetValues & { readonly updated_at: Date; readonly configured?: boolean },
): Promise<BudgetRow> {
  const { rows } = await tx.query<BudgetRow>(
    `update budget set key = $2, period = $3, time_zone = $4, anchored_at = $5, kind = $6,
       limit_amount = $7, thresholds = $8::integer[], updated_at = $9, configured = $10,
       revision = revision + 1
     where id = $1 returning ${COLUMNS}`,
    [
      id,
      values.key,
      values.period,
      values.time_zone,
      values.anchored_at,
      values.kind,
      values.limit_amount,
      values.thresholds,
      values.updated_at,
      values.configured ?? false,
    ],
  );
  return rows[0] as BudgetRow;
}

/** Holds the live budget of an id or a key until the transaction ends. */
export async function lockBudget(
  tx: Queryable,
  by: { readonly id: string } | { readonly key: string },
): Promise<BudgetRow | null> {
  const [column, value] = 'id' in by ? ['id', by.id] : ['key', by.key];
  const { rows } = await tx.query<BudgetRow>(
    `select ${COLUMNS} from budget where ${column} = $1 and removed_at is null for update`,
    [value],
  );
  return rows[0] ?? null;
}

export async function removeBudgets(
  tx: Queryable,
  ids: readonly string[],
  at: Date,
): Promise<void> {
  await tx.query('update budget set removed_at = $2, updated_at = $2 where id = any($1)', [
    ids,
    at,
  ]);
}

/** The budgets of tiers, in the order in which they were made. */
export async function findTierBudgets(
  db: Queryable,
  tierIds: readonly string[],
): Promise<(BudgetRow & { readonly tier_id: string })[]> {
  const { rows } = await db.query<BudgetRow & { readonly tier_id: string }>(
    `select ${COLUMNS} from budget where tier_id = any($1) and removed_at is null
     order by created_at, id`,
    [tierIds],
  );
  return rows;
}

export interface BudgetPosition {
  readonly createdAt: Date;
  readonly id: string;
}

/** Budgets of scopes, newest first. `scope` keeps those whose scope holds all of its members. */
export async function listBudgets(
  db: Queryable,
  query: {
    readonly limit: number;
    readonly after: BudgetPosition | null;
    readonly scope: Scope;
  },
): Promise<BudgetRow[]> {
  const { rows } = await db.query<BudgetRow>(
    `select ${COLUMNS} from budget
      where tier_id is null and removed_at is null and scope @> $1
        and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
      order by created_at desc, id desc limit $4`,
    [
      JSON.stringify(query.scope),
      query.after?.createdAt ?? null,
      query.after?.id ?? null,
      query.limit,
    ],
  );
  return rows;
}

/** Budgets whose scope names one of the customers, alone or with more; at most `limit` of each. */
export async function findCustomerBudgets(
  db: Queryable,
  customers: readonly string[],
  limit: number,
): Promise<BudgetRow[]> {
  const { rows } = await db.query<BudgetRow>(
    `select found.* from unnest($1::text[]) as c (customer)
      cross join lateral (
        select ${COLUMNS} from budget
         where tier_id is null and removed_at is null
           and scope @> jsonb_build_object('customer', c.customer)
         order by created_at, id limit $2) found`,
    [customers, limit],
  );
  return rows;
}

export async function loadBudgets(
  db: Queryable,
  ids: readonly string[] | null,
): Promise<BudgetRow[]> {
  const { rows } = await db.query<BudgetRow>(
    `select ${COLUMNS} from budget
      where removed_at is null and ($1::uuid[] is null or id = any($1))
      order by created_at, id`,
    [ids],
  );
  return rows;
}
