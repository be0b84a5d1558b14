import { err, ok, type Result } from '../../kernel/index.ts';
import { ownReach, type Principal, reachOf } from '../../platform/access/index.ts';
import { type CsvFile, type CsvRow, csvFile, ExportLimit } from '../../platform/csv/index.ts';
import { type Pool, streamRows } from '../../platform/postgres/index.ts';
import { INVOICE_STATUSES, type InvoiceStatus } from '../invoice.ts';
import { allInvoices, allLines, type FocusRow, type SummaryRow } from '../sql/exports.ts';
import type { InvoiceFilter } from '../sql/invoice-rows.ts';
import { FOCUS_COLUMNS, focusRow } from './focus-csv.ts';
import { SUMMARY_COLUMNS, summaryRow } from './summary-csv.ts';

export interface InvoiceDownload {
  readonly path: string;
  readonly permission: 'READ_INVOICES';
  open(
    query: URLSearchParams,
    principal: Principal,
  ): Promise<Result<CsvFile, { code: 'BAD_USER_INPUT' | 'BUSY'; message: string }>>;
}

const CONCURRENT_EXPORTS = 2;
/** Drafts and void invoices are in a file only when they are asked for. */
const IN_FORCE: readonly InvoiceStatus[] = ['FINALISED', 'PAID'];

/** `customer`, `number` and `status` (repeated) narrow both files. */
export function createInvoiceDownloads({
  pool,
  issuer,
}: {
  pool: Pool;
  issuer: string;
}): InvoiceDownload[] {
  const limit = new ExportLimit(CONCURRENT_EXPORTS);
  const download = (
    path: string,
    columns: readonly string[],
    rows: (filter: InvoiceFilter, internals: boolean) => AsyncIterable<CsvRow[]>,
  ): InvoiceDownload => ({
    path: `/exports/${path}`,
    permission: 'READ_INVOICES',
    async open(query, principal) {
      const filter = readFilter(query, principal);
      if (filter === null) {
        const message = `status is one of ${INVOICE_STATUSES.join(', ')}`;
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
      const toCells = (row: FocusRow) => focusRow(row, { issuer, internals });
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
  if (statuses.length !== new Set(asked).size) return null;
  return {
    reach: reachOf(principal, 'READ_INVOICES') ?? ownReach({}),
    customer: query.get('customer')?.replaceAll('\0', '') ?? null,
    number: query.get('number')?.replaceAll('\0', '') ?? null,
    statuses: statuses.length === 0 ? IN_FORCE : statuses,
  };
}
