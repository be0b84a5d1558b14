import { Link } from '@tanstack/react-router';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Money } from '../../ui/money.tsx';
import { InvoiceStatus } from '../invoices/invoice-status.tsx';
import { periodText } from '../invoices/invoice-words.ts';
import { lateBy } from './late-by.ts';

export const CallBilling_Event = graphql(`
  fragment CallBilling_Event on SpendEvent @_unmask {
    occurredAt
    recordedAt
    billing @include(if: $withBilling) {
      invoice {
        id
        number
        status
        period {
          firstDay
          lastDay
        }
      }
      lines {
        id
        description
        billed {
          amount
          currency
        }
      }
    }
  }
`);

/** Where a call is billed: the invoice and the lines that its usage is in. */
export function CallBilling({ event }: { event: ResultOf<typeof CallBilling_Event> }) {
  if (event.billing === undefined) return null;
  return (
    <section aria-label="Invoice" className="border-t border-line px-4 py-3 text-[13px]">
      <h3 className="mb-1 font-semibold">Invoice</h3>
      {event.billing === null ? (
        <p className="text-ink-faint">
          No invoice bills it yet.{lateBy(event) !== null && ` ${LATE}`}
        </p>
      ) : (
        <BilledOn {...event.billing} />
      )}
    </section>
  );
}

const LATE =
  'It came late: an invoice that was final by then stays as it is, and the next one bills the call.';

function BilledOn({ invoice, lines }: NonNullable<ResultOf<typeof CallBilling_Event>['billing']>) {
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        <Link
          to="/invoices/$invoiceId"
          params={{ invoiceId: invoice.id }}
          className="font-medium hover:underline"
        >
          {invoice.number ?? 'Draft'}
        </Link>
        <InvoiceStatus of={invoice.status} />
        <span className="text-ink-faint">{periodText(invoice.period)}</span>
      </p>
      <ul className="mt-1">
        {lines.map((line) => (
          <li key={line.id} className="flex justify-between gap-4 py-0.5">
            <span className="min-w-0 text-ink-soft">In the line “{line.description}”</span>
            <Money of={line.billed} as="billed" />
          </li>
        ))}
      </ul>
    </>
  );
}
