import { err, ok, type Result } from '../../kernel/index.ts';
import {
  ownReach,
  type Permission,
  type Principal,
  type Reach,
  reachOf,
} from '../../platform/access/index.ts';
import { type CsvFile, ExportLimit } from '../../platform/csv/index.ts';
import type { Pool } from '../../platform/postgres/index.ts';
import type { ResolveFilteredRange } from '../resolve-range.ts';
import type { ResolveUsage } from '../resolve-usage.ts';
import { resolveEventFilter } from '../spend-event-request.ts';
import { eventFile } from './event-file.ts';
import { EVENT_PATHS, type EventExportFormat } from './event-formats.ts';
import {
  EVENT_PARAMETERS,
  queryProblem,
  readEventFilter,
  readRange,
  readReportOptions,
  readUsageRequest,
  USAGE_PARAMETERS,
} from './query-string.ts';
import type { ExportFormat } from './report-options.ts';
import { usageFile } from './usage-file.ts';

export interface Refusal {
  readonly code: 'BAD_USER_INPUT' | 'BUSY';
  readonly message: string;
}

export interface CsvDownload {
  readonly path: string;
  readonly permission: Permission;
  readonly parameters: readonly string[];
  open(query: URLSearchParams, principal: Principal): Promise<Result<CsvFile, Refusal>>;
}

/** What whoever downloads may see. */
interface FileCaller {
  readonly reach: Reach;
  readonly internals: boolean;
}

type Make = (query: URLSearchParams, caller: FileCaller) => Promise<Result<() => CsvFile, string>>;

export interface DownloadDeps {
  readonly pool: Pool;
  readonly resolveFilteredRange: ResolveFilteredRange;
  readonly resolveUsage: ResolveUsage;
}

const CONCURRENT_EXPORTS = 3;
const BUSY: Refusal = { code: 'BUSY', message: 'Too many downloads at once; try again shortly' };

/** The files of reporting: the rows that GraphQL shows, all of them. */
export function createDownloads(deps: DownloadDeps): CsvDownload[] {
  const limit = new ExportLimit(CONCURRENT_EXPORTS);
  const open = (make: Make) => {
    return async (
      query: URLSearchParams,
      principal: Principal,
    ): Promise<Result<CsvFile, Refusal>> => {
      const problem = queryProblem(query);
      if (problem !== null) return err({ code: 'BAD_USER_INPUT', message: problem });
      const prepared = await make(query, {
        reach: reachOf(principal, 'READ_SPEND') ?? ownReach({}),
        internals: reachOf(principal, 'READ_INTERNALS') !== null,
      });
      if (!prepared.ok) return err({ code: 'BAD_USER_INPUT', message: prepared.error });
      const file = limit.admit(prepared.value);
      return file === null ? err(BUSY) : ok(file);
    };
  };
  const usage = (format: ExportFormat): CsvDownload => ({
    path: `/exports/usage.${format}`,
    permission: 'READ_SPEND',
    parameters: USAGE_PARAMETERS,
    open: open((query, caller) => reportFile(deps, query, { caller, format })),
  });
  const events = (format: EventExportFormat): CsvDownload => ({
    path: EVENT_PATHS[format],
    permission: 'READ_INTERNALS',
    parameters: EVENT_PARAMETERS,
    open: open((query, caller) => searchFile(deps, query, { caller, format })),
  });
  return [usage('csv'), usage('jsonl'), events('csv'), events('jsonl'), events('focus')];
}

async function reportFile(
  { pool, resolveUsage }: DownloadDeps,
  search: URLSearchParams,
  { caller, format }: { caller: FileCaller; format: ExportFormat },
): Promise<Result<() => CsvFile, string>> {
  const query = await resolveUsage(readUsageRequest(search), caller);
  if (!query.ok) return query;
  const options = readReportOptions(search, query.value, caller);
  if (!options.ok) return options;
  const { internals } = caller;
  return ok(() =>
    usageFile({ pool, query: query.value, format, options: options.value, internals }),
  );
}

async function searchFile(
  { pool, resolveFilteredRange }: DownloadDeps,
  search: URLSearchParams,
  { caller, format }: { caller: FileCaller; format: EventExportFormat },
): Promise<Result<() => CsvFile, string>> {
  const filter = resolveEventFilter(readEventFilter(search), caller);
  if (!filter.ok) return filter;
  const request = readRange(search);
  const range =
    request === null ? ok(null) : await resolveFilteredRange(request, filter.value.filter);
  if (!range.ok) return range;
  return ok(() => eventFile({ pool, filter: filter.value, range: range.value, format }));
}
