import type { Queryable } from '../../platform/postgres/index.ts';
import type { Scope } from '../scope.ts';

/** A row of `rate_limit`. */
export interface LimitRow {
  readonly id: string;
  readonly scope_key: string;
  readonly scope: Scope;
  readonly requests_per_minute: number | null;
  readonly tokens_per_minute: number | null;
  readonly max_parallel: number | null;
  readonly configured: boolean;
  readonly revision: number;
  readonly created_at: Date;
  readonly created_by: string;
  readonly updated_at: Date;
}

const COLUMNS = `id, scope_key, scope, requests_per_minute, tokens_per_minute, max_parallel,
  configured, revision, created_at, created_by, updated_at`;

export type LimitValues = Pick<
  LimitRow,
  'requests_per_minute' | 'tokens_per_minute' | 'max_parallel'
>;

/** Null when the scope has limits already. */
export async function insertLimit(
  tx: Queryable,
  row: Omit<LimitRow, 'revision' | 'updated_at'>,
): Promise<LimitRow | null> {
  const { rows } = await tx.query<LimitRow>(
    `insert into rate_limit (id, scope_key, scope, requests_per_minute, tokens_per_minute,
       max_parallel, configured, created_at, created_by, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8)
     on conflict (scope_key) do nothing returning ${COLUMNS}`,
    [
      row.id,
      row.scope_key,
      JSON.stringify(row.scope),
      row.requests_per_minute,
      row.tokens_per_minute,
      row.max_parallel,
      row.configured,
      row.created_at,
      row.created_by,
    ],
  );
  return rows[0] ?? null;
}

export async function updateLimit(
  tx: Queryable,
  id: string,
  values: LimitValues & { readonly updated_at: Date; readonly configured?: boolean },
): Promise<LimitRow> {
  const { rows } = await tx.query<LimitRow>(
    `update rate_limit set requests_per_minute = $2, tokens_per_minute = $3, max_parallel = $4,
       updated_at = $5, configured = $6, revision = revision + 1
     where id = $1 returning ${COLUMNS}`,
    [
      id,
      values.requests_per_minute,
      values.tokens_per_minute,
      values.max_parallel,
      values.updated_at,
      values.configured ?? false,
    ],
  );
  return rows[0] as LimitRow;
}

export async function lockLimit(tx: Queryable, scopeKey: string): Promise<LimitRow | null> {
  const { rows } = await tx.query<LimitRow>(
    `select ${COLUMNS} from rate_limit where scope_key = $1 for update`,
    [scopeKey],
  );
  return rows[0] ?? null;
}

export async function removeLimit(tx: Queryable, id: string): Promise<void> {
  await tx.query('delete from rate_limit where id = $1', [id]);
}

export async function loadLimits(
  db: Queryable,
  ids: readonly string[] | null,
): Promise<LimitRow[]> {
  const { rows } = await db.query<LimitRow>(
    `select ${COLUMNS} from rate_limit where $1::uuid[] is null or id = any($1)`,
    [ids],
  );
  return rows;
}

/** Limits of scopes in the order of their canonical text. */
export async function listLimits(
  db: Queryable,
  query: { readonly limit: number; readonly afterKey: string | null },
): Promise<LimitRow[]> {
  const { rows } = await db.query<LimitRow>(
    `select ${COLUMNS} from rate_limit
      where $1::text is null or scope_key collate "C" > $1
      order by scope_key collate "C" limit $2`,
    [query.afterKey, query.limit],
  );
  return rows;
}
