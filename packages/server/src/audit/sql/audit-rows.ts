import {
  Params,
  type Queryable,
  type TimePage,
  type TimePosition,
} from '../../platform/postgres/index.ts';
import type { AuditEntry, AuditOutcome } from '../audit-entry.ts';

export interface StartedCall {
  readonly requestId: string;
  readonly actor: {
    readonly kind: AuditEntry['actorKind'];
    readonly id: string | null;
    readonly name: string;
  };
  readonly address: string;
  readonly userAgent: string | null;
  readonly operation: string;
  readonly targetId: string | null;
  readonly arguments: unknown;
  readonly before: unknown;
}

export interface EndedCall {
  readonly status: 'done' | 'failed' | 'refused';
  readonly targetId: string | null;
  readonly after: unknown;
  readonly problems: readonly unknown[];
}

export async function insertEntry(
  db: Queryable,
  entry: StartedCall & { id: string; occurredAt: Date },
): Promise<void> {
  await db.query(
    `insert into audit_entry (id, occurred_at, request_id, actor_kind, actor_id, actor_name, address,
       user_agent, operation, target_id, arguments, before)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      entry.id,
      entry.occurredAt,
      entry.requestId,
      entry.actor.kind,
      entry.actor.id,
      storable(entry.actor.name),
      entry.address,
      entry.userAgent,
      entry.operation,
      storable(entry.targetId),
      toJson(entry.arguments),
      toJson(entry.before),
    ],
  );
}

export async function insertOutcome(
  db: Queryable,
  outcome: EndedCall & { entryId: string; recordedAt: Date },
): Promise<void> {
  await db.query(
    `insert into audit_outcome (entry_id, recorded_at, status, target_id, after, problems)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      outcome.entryId,
      outcome.recordedAt,
      outcome.status,
      storable(outcome.targetId),
      toJson(outcome.after),
      toJson(outcome.problems),
    ],
  );
}

export interface AuditQuery {
  /** Part of who, what or about what, in any case. */
  readonly search: string | null;
  readonly operations: readonly string[];
  readonly outcomes: readonly AuditOutcome[];
  readonly targetId: string | null;
  /** Half-open. */
  readonly from: Date | null;
  readonly to: Date | null;
}

export interface AuditRow extends AuditEntry {}

const COLUMNS = `e.id, e.occurred_at as "createdAt", e.request_id as "requestId",
  e.actor_kind as "actorKind", e.actor_name as "actorName", e.address, e.user_agent as "userAgent",
  e.operation, coalesce(e.target_id, o.target_id) as "targetId", e.arguments, e.before,
  coalesce(o.status, 'unknown') as outcome, o.after, coalesce(o.problems, '[]') as problems`;

/** Newest first. */
export async function listEntries(
  db: Queryable,
  query: AuditQuery,
  page: TimePage,
): Promise<AuditEntry[]> {
  const params = new Params();
  const { text } = entriesText(query, params, page.after);
  const { rows } = await db.query<AuditRow>(
    `${text} limit ${params.add(page.limit)}`,
    params.values,
  );
  return rows;
}

/** All entries, newest first. */
export function allEntries(query: AuditQuery): { text: string; values: readonly unknown[] } {
  const params = new Params();
  const { text } = entriesText(query, params, null);
  return { text, values: params.values };
}

function entriesText(
  query: AuditQuery,
  params: Params,
  after: TimePosition | null,
): { text: string } {
  const conditions = conditionsOf(query, params);
  if (after !== null) {
    const [at, id] = [params.add(after.createdAt), params.add(after.id)];
    conditions.push(`(e.occurred_at, e.id) < (${at}, ${id}::uuid)`);
  }
  const text = `select ${COLUMNS} from audit_entry e left join audit_outcome o on o.entry_id = e.id
    where ${conditions.join(' and ')} order by e.occurred_at desc, e.id desc`;
  return { text };
}

function conditionsOf(query: AuditQuery, params: Params): string[] {
  const { search, operations, outcomes, targetId, from, to } = query;
  const conditions = ['true'];
  if (search !== null && search !== '') {
    const pattern = params.add(`%${search.replace(/[\\%_]/g, '\\$&')}%`);
    conditions.push(
      `concat_ws(' ', e.actor_name, e.operation, e.address, e.arguments::text) ilike ${pattern}`,
    );
  }
  if (operations.length > 0)
    conditions.push(`e.operation = any(${params.add(operations.map(storable))}::text[])`);
  if (outcomes.length > 0) {
    conditions.push(`coalesce(o.status, 'unknown') = any(${params.add(outcomes)}::text[])`);
  }
  if (targetId !== null) {
    const target = params.add(storable(targetId));
    conditions.push(`(e.target_id = ${target} or o.target_id = ${target})`);
  }
  if (from !== null) conditions.push(`e.occurred_at >= ${params.add(from)}`);
  if (to !== null) conditions.push(`e.occurred_at < ${params.add(to)}`);
  return conditions;
}

/** PostgreSQL keeps no NUL in text or JSON; callers may send one. */
function storable(text: string | null): string | null {
  return text === null ? null : text.replaceAll('\0', '').toWellFormed();
}

function toJson(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return JSON.stringify(value, (_key, inner) => {
    if (typeof inner === 'string') return storable(inner);
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).map(([name, each]) => [storable(name), each]));
  });
}
