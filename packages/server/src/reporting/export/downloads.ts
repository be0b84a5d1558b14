import { err, ok, type Result } from '../../kernel/index.ts';
import {
  ownReach,
  type Permission,
  type Principal,
  type Reach,
  reachOf,
} from '../../platform/access/index.ts';
import { type CsvFile, type CsvRow, csvFile, ExportLimit } from '../../platform/csv/index.ts';
import { type Pool, streamRows } from '../../platform/postgres/index.ts';
import type { ResolveRange } from '../range.ts';
import { resolveEventFilter } from '../spend-event-request.ts';
import { allSpendEvents } from '../sql/spend-events.ts';
import { allUsageRows, type UsageRowRecord } from '../sql/usage-rows.ts';
import { checkGroups, resolveFilter, type UsageQuery } from '../usage-request.ts';
import {
  EVENT_CSV_COLUMNS,
  eventCsvRow,
  eventsFileName,
  type NamedSpendEventRow,
} from './events-csv.ts';
import { readEventFilter, readFilter, readRange } from './query-string.ts';
import { usageColumns, usageCsvRow, usageFileName } from './usage-csv.ts';

export interface Refusal {
  readonly code: 'BAD_USER_INPUT' | 'BUSY';
  readonly message: string;
}

export interface CsvDownload {
  readonly path: string;
  readonly permission: Permission;
  open(query: URLSearchParams, principal: Principal): Promise<Result<CsvFile, Refusal>>;
}

/** What whoever downloads may see. */
interface CsvCaller {
  readonly reach: Reach;
  readonly internals: boolean;
}

interface FileRequest {
  readonly pool: Pool;
  readonly resolveRange: ResolveRange;
  readonly query: URLSearchParams;
  readonly caller: CsvCaller;
}

type Make = (query: URLSearchParams, caller: CsvCaller) => Result<() => CsvFile, string>;

const CONCURRENT_EXPORTS = 3;
const BUSY: Refusal = { code: 'BUSY', message: 'Too many downloads at once; try again shortly' };

/** The CSV files of reporting: the rows that GraphQL shows, all of them. */
export function createDownloads(deps: { pool: Pool; resolveRange: ResolveRange }): CsvDownload[] {
  const limit = new ExportLimit(CONCURRENT_EXPORTS);
  const { pool, resolveRange } = deps;
  const open = (make: Make) => {
    return async (
      query: URLSearchParams,
      principal: Principal,
    ): Promise<Result<CsvFile, Refusal>> => {
      const prepared = make(query, {
        reach: reachOf(principal, 'READ_SPEND') ?? ownReach({}),
        internals: reachOf(principal, 'READ_INTERNALS') !== null,
      });
      if (!prepared.ok) return err({ code: 'BAD_USER_INPUT', message: prepared.error });
      const file = limit.admit(prepared.value);
      return file === null ? err(BUSY) : ok(file);
    };
  };
  return [
    {
      path: '/exports/usage.csv',
      permission: 'READ_SPEND',
      open: open((query, caller) => usageFile({ pool, resolveRange, query, caller })),
    },
    {
      path: '/exports/events.csv',
      permission: 'READ_INTERNALS',
      open: open((query, caller) => eventsFile({ pool, resolveRange, query, caller })),
    },
  ];
}

function usageFile({ pool, resolveRange, query: search, caller }: FileRequest) {
  const range = resolveRange(readRange(search) ?? {});
  if (!range.ok) return range;
  const groupBy = checkGroups(search.getAll('groupBy'), caller);
  if (!groupBy.ok) return groupBy;
  const filter = resolveFilter(readFilter(search), caller.reach);
  if (!filter.ok) return filter;
  const query: UsageQuery = { range: range.value, groupBy: groupBy.value, filter: filter.value };
  const { text, values } = allUsageRows(query);
  return ok(() =>
    csvFile(
      usageFileName(query),
      usageColumns(query.groupBy, caller),
      mapRows<UsageRowRecord>(pool, { text, values }, (row) => usageCsvRow(query, row)),
    ),
  );
}

function eventsFile({ pool, resolveRange, query: search, caller }: FileRequest) {
  const request = readRange(search);
  const range = request === null ? ok(null) : resolveRange(request);
  if (!range.ok) return range;
  const filter = resolveEventFilter(readEventFilter(search), caller);
  if (!filter.ok) return filter;
  const statement = allSpendEvents({ ...filter.value, range: range.value });
  return ok(() =>
    csvFile(
      eventsFileName(range.value),
      EVENT_CSV_COLUMNS,
      mapRows<NamedSpendEventRow>(pool, statement, eventCsvRow),
    ),
  );
}

async function* mapRows<Row extends object>(
  pool: Pool,
  { text, values }: { text: string; values: readonly unknown[] },
  toCsv: (row: Row) => CsvRow,
): AsyncGenerator<CsvRow[]> {
  for await (const rows of streamRows<Row>(pool, text, values)) yield rows.map(toCsv);
}
