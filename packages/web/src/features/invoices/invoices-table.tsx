import { plural } from '../../lib/counts.ts';
import { Money } from '../../ui/money.tsx';
import { RowHeader, Table, Td, Th, TotalRow } from '../../ui/table.tsx';
import { PagedRows } from '../paging/paged-rows.tsx';
import { type InvoiceColumns, InvoiceRow } from './invoice-row.tsx';
import {
  type InvoiceFilter,
  type InvoiceSums,
  type InvoicesPage,
  MoreInvoices_Query,
} from './invoices-query.ts';

export interface Choice {
  readonly chosen: ReadonlySet<string>;
  choose(ids: readonly string[], on: boolean): void;
}

interface InvoicesTableProps {
  label: string;
  page: InvoicesPage;
  sums: InvoiceSums;
  filter: InvoiceFilter;
  columns: InvoiceColumns;
  /** Rows can be chosen. */
  choice?: Choice | undefined;
}

const COLUMNS = 7;

export function InvoicesTable(props: InvoicesTableProps) {
  const { label, page, sums, filter, columns, choice } = props;
  const ids = page.nodes.map(({ id }) => id);
  return (
    <Table label={label} className="md:min-w-2xl">
      <thead>
        <tr>
          {choice && (
            <Th className="w-8 pr-0">
              <Chooser label="Choose all of these" ids={ids} choice={choice} />
            </Th>
          )}
          <Th>Invoice</Th>
          {columns.customer && <Th className="max-md:hidden">Customer</Th>}
          <Th className="max-sm:hidden">Period</Th>
          {columns.status && <Th>Status</Th>}
          {columns.due && (
            <Th numeric className="max-md:hidden">
              Due on
            </Th>
          )}
          {columns.due && (
            <Th numeric className="max-sm:hidden">
              Due
            </Th>
          )}
          <Th numeric>Total</Th>
        </tr>
      </thead>
      <tbody>
        <PagedRows
          key={JSON.stringify(filter)}
          page={page}
          query={MoreInvoices_Query}
          variables={{ filter }}
          pick={(data) => data.invoices}
          columns={COLUMNS}
          what="invoices"
          row={(invoice) => (
            <InvoiceRow
              invoice={invoice}
              columns={columns}
              chooser={
                choice && <Chooser label="Choose this invoice" ids={[invoice.id]} choice={choice} />
              }
            />
          )}
        />
      </tbody>
      <tfoot>
        {sums.map((sum) => (
          <TotalRow key={sum.currency}>
            {choice && <Td />}
            <RowHeader className="font-medium">
              {plural(sum.invoices, 'invoice')}
              <span className="text-ink-faint">{` · ${sum.currency}`}</span>
            </RowHeader>
            {columns.customer && <Td className="max-md:hidden" />}
            <Td className="max-sm:hidden" />
            {columns.status && <Td />}
            {columns.due && <Td className="max-md:hidden" />}
            {columns.due && (
              <Td numeric className="max-sm:hidden">
                <Money of={sum.totals.due} as="billed" />
              </Td>
            )}
            <Td numeric>
              <Money of={sum.totals.total} as="billed" />
            </Td>
          </TotalRow>
        ))}
      </tfoot>
    </Table>
  );
}

interface ChooserProps {
  label: string;
  ids: readonly string[];
  choice: Choice;
}

function Chooser({ label, ids, choice }: ChooserProps) {
  return (
    <input
      type="checkbox"
      aria-label={label}
      className="block size-4 accent-[var(--accent)]"
      checked={ids.every((id) => choice.chosen.has(id))}
      onChange={(event) => choice.choose(ids, event.target.checked)}
    />
  );
}
