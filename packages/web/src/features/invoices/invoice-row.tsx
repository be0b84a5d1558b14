import { Link } from '@tanstack/react-router';
import { formatLocalDate } from '../../lib/dates.ts';
import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';
import { Money } from '../../ui/money.tsx';
import { RowHeader, Td, Tr } from '../../ui/table.tsx';
import { CustomerLink } from '../customers/customer-link.tsx';
import { InvoiceAmounts_Totals } from './invoice-amounts.ts';
import { InvoiceStatus, TestMark } from './invoice-status.tsx';
import { periodText } from './invoice-words.ts';

export const InvoiceRow_Invoice = graphql(
  `
  fragment InvoiceRow_Invoice on Invoice {
    id
    number
    status
    customerExternalId
    dueOn
    isTest
    unpricedCalls
    party {
      name
    }
    period {
      firstDay
      lastDay
    }
    totals {
      ...InvoiceAmounts_Totals
    }
  }
`,
  [InvoiceAmounts_Totals],
);

/** Which columns tell the rows of a list apart. */
export interface InvoiceColumns {
  readonly customer: boolean;
  readonly status: boolean;
  readonly due: boolean;
}

interface InvoiceRowProps {
  invoice: FragmentOf<typeof InvoiceRow_Invoice>;
  columns: InvoiceColumns;
  /** The box that chooses it, where rows can be chosen. */
  chooser?: React.ReactNode;
}

export function InvoiceRow({ invoice, columns, chooser }: InvoiceRowProps) {
  const { id, number, status, customerExternalId, party, period, totals, dueOn, isTest } =
    readFragment(InvoiceRow_Invoice, invoice);
  const days = periodText(period);
  return (
    <Tr>
      {chooser !== undefined && <Td className="w-8 pr-0">{chooser}</Td>}
      <RowHeader className="max-w-56 max-sm:max-w-32">
        <Link
          to="/invoices/$invoiceId"
          params={{ invoiceId: id }}
          className="block truncate font-medium hover:underline"
        >
          {number ?? 'Draft'}
          <span className="sr-only">{`, ${customerExternalId}, ${days}`}</span>
        </Link>
        {isTest && <TestMark />}
        {columns.customer && (
          <span className="block truncate text-xs text-ink-faint md:hidden">
            {customerExternalId}
          </span>
        )}
        <span className="block truncate text-xs text-ink-faint sm:hidden">{days}</span>
      </RowHeader>
      {columns.customer && (
        <Td className="max-w-64 max-md:hidden">
          <CustomerLink externalId={customerExternalId} />
          {party.name !== '' && (
            <span className="block truncate text-xs text-ink-faint">{party.name}</span>
          )}
        </Td>
      )}
      <Td className="whitespace-nowrap text-ink-soft max-sm:hidden">{days}</Td>
      {columns.status && (
        <Td>
          <InvoiceStatus of={status} />
        </Td>
      )}
      {columns.due && (
        <Td numeric className="text-ink-soft max-md:hidden">
          {dueOn === null ? '—' : formatLocalDate(dueOn)}
        </Td>
      )}
      {columns.due && (
        <Td numeric className="max-sm:hidden">
          <Money of={totals.due} as="billed" className="text-ink-soft" />
        </Td>
      )}
      <Td numeric>
        <Money of={totals.total} as="billed" className="font-medium" />
      </Td>
    </Tr>
  );
}
