import { Params, type Queryable } from '../../platform/postgres/index.ts';
import type { ApiKeyStatus } from '../api-key.ts';
import type { ApiKeyPosition, ApiKeyQuery } from '../api-key-store.ts';

/** The keys after a position, newest first. */
export async function findKeyIds(
  db: Queryable,
  query: ApiKeyQuery,
  page: { limit: number; after: ApiKeyPosition | null },
): Promise<string[]> {
  const params = new Params();
  const conditions = [
    ...filters(query, params),
    inStatus(query, params),
    unused(query.unusedSince, params),
    isAfter(page.after, params),
  ];
  const { rows } = await db.query<{ id: string }>(
    `select k.id from api_key k left join api_key_use u on u.api_key_id = k.id
     where ${conditions.join(' and ')}
     order by k.created_at desc, k.id desc limit ${params.add(page.limit)}`,
    params.values,
  );
  return rows.map(({ id }) => id);
}

export async function readLastUses(
  db: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await db.query<{ api_key_id: string; last_used_at: Date }>(
    'select api_key_id, last_used_at from api_key_use where api_key_id = any($1::uuid[])',
    [ids],
  );
  return new Map(rows.map((row) => [row.api_key_id, row.last_used_at]));
}

function filters({ reach, search, teamIds, userIds, customers }: ApiKeyQuery, params: Params) {
  const conditions = ['true'];
  if (reach !== 'ALL') {
    const teams = params.add(reach.teamIds);
    const user = params.add(reach.userId);
    conditions.push(`(k.team_id = any(${teams}::uuid[]) or k.user_id = ${user}::uuid)`);
  }
  if (search !== null && search !== '') {
    const pattern = params.add(`%${search.replace(/[\\%_]/g, '\\$&')}%`);
    conditions.push(`(k.alias ilike ${pattern} or k.prefix || k.last_four ilike ${pattern})`);
  }
  const anyOf = (column: string, values: readonly string[], type: string) => {
    if (values.length > 0) conditions.push(`${column} = any(${params.add(values)}::${type}[])`);
  };
  anyOf('k.team_id', teamIds, 'uuid');
  anyOf('k.user_id', userIds, 'uuid');
  anyOf('k.bound_customer', customers, 'text');
  return conditions;
}

/** As `statusOf` has it. */
function inStatus({ statuses, now }: ApiKeyQuery, params: Params): string {
  if (statuses.length === 0) return 'k.revoked_at is null';
  const isPast = `k.expires_at is not null and k.expires_at <= ${params.add(now)}`;
  const status = `case when k.revoked_at is not null then 'REVOKED' when ${isPast} then 'EXPIRED'
    when k.blocked_at is not null then 'BLOCKED' else 'ACTIVE' end`;
  return `${status} = any(${params.add(statuses satisfies readonly ApiKeyStatus[])}::text[])`;
}

function unused(since: Date | null, params: Params): string {
  if (since === null) return 'true';
  const time = params.add(since);
  return `k.created_at < ${time} and (u.last_used_at is null or u.last_used_at < ${time})`;
}

function isAfter(after: ApiKeyPosition | null, params: Params): string {
  if (after === null) return 'true';
  return `(k.created_at, k.id) < (${params.add(after.createdAt)}, ${params.add(after.id)}::uuid)`;
}
