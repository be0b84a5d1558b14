import { err, ok, type Result } from '../../kernel/index.ts';
import {
  type CsvFile,
  type CsvRow,
  csvFile,
  csvText,
  ExportLimit,
} from '../../platform/csv/index.ts';
import { parseInstant } from '../../platform/opaque/index.ts';
import { type Pool, streamRows } from '../../platform/postgres/index.ts';
import { type AuditQuery, type AuditRow, allEntries } from '../sql/audit-rows.ts';

export interface AuditDownload {
  readonly path: string;
  readonly permission: 'READ_AUDIT';
  readonly parameters: readonly string[];
  open(
    query: URLSearchParams,
  ): Promise<Result<CsvFile, { code: 'BAD_USER_INPUT' | 'BUSY'; message: string }>>;
}

const CONCURRENT_EXPORTS = 2;
const COLUMNS = [
  'occurred_at',
  'actor_kind',
  'actor',
  'operation',
  'outcome',
  'target_id',
  'address',
  'user_agent',
  'arguments',
  'before',
  'after',
  'problems',
  'request_id',
  'id',
] as const;

/** The audit log as a CSV file; `from` and `to` are instants; `search`, `operation` (repeated) and `target` as in GraphQL. */
export function createAuditDownload(pool: Pool): AuditDownload {
  const limit = new ExportLimit(CONCURRENT_EXPORTS);
  return {
    path: '/exports/audit.csv',
    permission: 'READ_AUDIT',
    parameters: ['from', 'to', 'search', 'operation', 'target'],
    async open(search) {
      const query = readQuery(search);
      if (query === null) {
        return err({
          code: 'BAD_USER_INPUT',
          message: 'from and to must be instants such as 2026-03-01T00:00:00Z',
        });
      }
      const file = limit.admit(() => csvFile('audit.csv', COLUMNS, rowsOf(pool, query)));
      if (file !== null) return ok(file);
      return err({ code: 'BUSY', message: 'Too many downloads at once; try again shortly' });
    },
  };
}

function readQuery(search: URLSearchParams): AuditQuery | null {
  const [from, to] = ['from', 'to'].map((name) => instantIn(search.get(name)));
  if (from === undefined || to === undefined) return null;
  return {
    search: search.get('search')?.replaceAll('\0', '') ?? null,
    operations: search.getAll('operation'),
    outcomes: [],
    targetId: search.get('target'),
    from,
    to,
  };
}

/** Undefined for text that is no instant. */
function instantIn(text: string | null): Date | null | undefined {
  return text === null ? null : (parseInstant(text) ?? undefined);
}

async function* rowsOf(pool: Pool, query: AuditQuery): AsyncGenerator<CsvRow[]> {
  const { text, values } = allEntries(query);
  for await (const rows of streamRows<AuditRow>(pool, text, values)) yield rows.map(toCells);
}

function toCells(entry: AuditRow): CsvRow {
  const cells: Record<(typeof COLUMNS)[number], string> = {
    occurred_at: entry.createdAt.toISOString(),
    actor_kind: entry.actorKind,
    actor: csvText(entry.actorName),
    operation: csvText(entry.operation),
    outcome: entry.outcome,
    target_id: csvText(entry.targetId),
    address: csvText(entry.address),
    user_agent: csvText(entry.userAgent),
    arguments: csvText(JSON.stringify(entry.arguments)),
    before: entry.before === null ? '' : csvText(JSON.stringify(entry.before)),
    after: entry.after === null ? '' : csvText(JSON.stringify(entry.after)),
    problems: csvText(JSON.stringify(entry.problems)),
    request_id: csvText(entry.requestId),
    id: entry.id,
  };
  return cells;
}
