import { Link } from '@tanstack/react-router';
import { Money } from '../../ui/money.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { OnDay } from '../../ui/when.tsx';
import { CustomerLink } from '../customers/customer-link.tsx';
import { PagedRows } from '../paging/paged-rows.tsx';
import { useInstallation } from '../session/session.ts';
import { type CreditNoteFacts, CreditNotes_Query, type CreditNotesPage } from './credit-notes.ts';

const COLUMNS = 6;

interface CreditNotesTableProps {
  page: CreditNotesPage;
  /** Null: of all customers. */
  customer: string | null;
}

/** What was taken back, latest first, with the invoice it was taken back of. */
export function CreditNotesTable({ page, customer }: CreditNotesTableProps) {
  const withCustomer = customer === null;
  return (
    <Table label="Credit notes" className="md:min-w-xl">
      <thead>
        <tr>
          <Th>Credit note</Th>
          <Th>Invoice</Th>
          {withCustomer && <Th className="max-md:hidden">Customer</Th>}
          <Th className="max-sm:hidden">Reason</Th>
          <Th className="max-md:hidden">Made</Th>
          <Th numeric>Amount</Th>
        </tr>
      </thead>
      <tbody>
        <PagedRows
          page={page}
          query={CreditNotes_Query}
          variables={{ customer }}
          pick={(data) => data.creditNotes}
          columns={COLUMNS}
          what="credit notes"
          row={(note) => <CreditNoteRow note={note} withCustomer={withCustomer} />}
        />
      </tbody>
    </Table>
  );
}

function CreditNoteRow({ note, withCustomer }: { note: CreditNoteFacts; withCustomer: boolean }) {
  const { reportingTimeZone } = useInstallation();
  return (
    <Tr>
      <RowHeader className="font-medium whitespace-nowrap">{note.number}</RowHeader>
      <Td className="max-w-40">
        <Link
          to="/invoices/$invoiceId"
          params={{ invoiceId: note.invoiceId }}
          className="whitespace-nowrap hover:underline"
        >
          {note.invoiceNumber}
        </Link>
        {withCustomer && (
          <span className="block truncate text-xs text-ink-faint md:hidden">
            {note.customerExternalId}
          </span>
        )}
      </Td>
      {withCustomer && (
        <Td className="max-w-48 max-md:hidden">
          <CustomerLink externalId={note.customerExternalId} />
        </Td>
      )}
      <Td className="max-w-64 break-words text-ink-soft max-sm:hidden">{note.reason}</Td>
      <Td className="text-ink-soft max-md:hidden">
        <OnDay at={note.createdAt} timeZone={reportingTimeZone} />
        <span className="block text-xs text-ink-faint">{note.createdBy}</span>
      </Td>
      <Td numeric>
        <Money of={note.amount} as="billed" className="font-medium" />
      </Td>
    </Tr>
  );
}
