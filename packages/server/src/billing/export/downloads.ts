import type { Readable } from 'node:stream';
import { err, ok, type Result } from '../../kernel/index.ts';
import { ownReach, type Principal, reachOf } from '../../platform/access/index.ts';
import { type CsvRow, csvFile, ExportLimit } from '../../platform/csv/index.ts';
import { decodeUuid } from '../../platform/opaque/index.ts';
import { type Pool, streamRows } from '../../platform/postgres/index.ts';
import { INVOICE_STATUSES, type InvoiceStatus } from '../invoice.ts';
import { allInvoices, allLines, type FocusRow, type SummaryRow } from '../sql/exports.ts';
import type { InvoiceFilter } from '../sql/invoice-rows.ts';
import { FOCUS_COLUMNS, focusRow } from './focus-csv.ts';
import { SUMMARY_COLUMNS, summaryRow } from './summary-csv.ts';

export interface InvoiceDownload {
  readonly path: string;
  readonly permission: 'READ_INVOICES';
  readonly parameters?: readonly string[];
  readonly byLink?: (query: URLSearchParams) => Promise<Principal | null>;
  open(
    query: URLSearchParams,
    principal: Principal,
  ): Promise<Result<InvoiceFile, InvoiceFileRefusal>>;
}

export interface InvoiceFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly body: Readable;
}

export interface InvoiceFileRefusal {
  readonly code: 'BAD_USER_INPUT' | 'BUSY' | 'NOT_FOUND';
  readonly message: string;
}

const INVOICE_ID = 'Invoice';
const RUN_ID = 'InvoiceRun';
/** Nothing has it. */
const NO_ID = '00000000-0000-0000-0000-000000000000';
const CONCURRENT_EXPORTS = 2;
const FILTERS = ['customer', 'number', 'search', 'periodFrom', 'periodTo', 'run', 'status', 'id'];
/** Drafts and void invoices are in a file only when they are asked for. */
const IN_FORCE: readonly InvoiceStatus[] = ['FINALISED', 'PAID'];

/**
 * `customer`, `number`, `search`, `periodFrom`, `periodTo`, `run`, and `status` and `id` (both repeated) narrow both
 * files, as they do the list over GraphQL.
 */
export function createInvoiceDownloads(pool: Pool): InvoiceDownload[] {
  const limit = new ExportLimit(CONCURRENT_EXPORTS);
  const download = (
    path: string,
    columns: readonly string[],
    rows: (filter: InvoiceFilter, internals: boolean) => AsyncIterable<CsvRow[]>,
  ): InvoiceDownload => ({
    path: `/exports/${path}`,
    permission: 'READ_INVOICES',
    parameters: FILTERS,
    async open(query, principal) {
      const filter = readFilter(query, principal);
      if (filter === null) {
        const message = `status is one of ${INVOICE_STATUSES.join(', ')}; periodFrom and periodTo are days, YYYY-MM-DD`;
        return err({ code: 'BAD_USER_INPUT', message });
      }
      const internals = reachOf(principal, 'READ_INTERNALS') !== null;
      const file = limit.admit(() => csvFile(path, columns, rows(filter, internals)));
      if (file !== null) return ok(file);
      return err({ code: 'BUSY', message: 'Too many downloads at once; try again shortly' });
    },
  });
  return [
    download('invoice_summary.csv', SUMMARY_COLUMNS, (filter) => {
      const { text, values } = allInvoices(filter);
      return each(streamRows<SummaryRow>(pool, text, values), summaryRow);
    }),
    download('invoice_lines_focus_1_2.csv', FOCUS_COLUMNS, (filter, internals) => {
      const { text, values } = allLines(filter);
      const toCells = (row: FocusRow) => focusRow(row, { internals });
      return each(streamRows<FocusRow>(pool, text, values), toCells);
    }),
  ];
}

async function* each<Row>(
  batches: AsyncIterable<Row[]>,
  toCells: (row: Row) => CsvRow,
): AsyncGenerator<CsvRow[]> {
  for await (const rows of batches) yield rows.map(toCells);
}

function readFilter(query: URLSearchParams, principal: Principal): InvoiceFilter | null {
  const asked = query.getAll('status');
  const statuses = INVOICE_STATUSES.filter((status) => asked.includes(status));
  const text = (name: string) => query.get(name)?.replaceAll('\0', '') ?? null;
  const [periodFrom, periodTo] = [query.get('periodFrom'), query.get('periodTo')];
  const ids = query.getAll('id').map((id) => decodeUuid(INVOICE_ID, id));
  const run = query.get('run');
  const days = [periodFrom, periodTo].filter((day) => day !== null);
  if (statuses.length !== new Set(asked).size || !days.every(isDay)) return null;
  return {
    reach: reachOf(principal, 'READ_INVOICES') ?? ownReach({}),
    customer: text('customer'),
    number: text('number'),
    search: text('search'),
    periodFrom,
    periodTo,
    ids: ids.length === 0 ? null : ids.filter((id) => id !== null),
    run: run === null ? null : (decodeUuid(RUN_ID, run) ?? NO_ID),
    statuses: statuses.length === 0 ? IN_FORCE : statuses,
  };
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return day.getUTCFullYear() >= 1 && day.toISOString().startsWith(text);
}
