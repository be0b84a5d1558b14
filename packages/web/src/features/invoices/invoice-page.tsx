import { getRouteApi, Link } from '@tanstack/react-router';
import { FileX } from 'lucide-react';
import { useQuery } from 'urql';
import { Breadcrumb, CRUMB } from '../../ui/breadcrumb.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { InvoiceHandOffs } from '../hand-off/invoice-hand-offs.tsx';
import { useMay } from '../session/session.ts';
import { AppliedCredit } from './applied-credit.tsx';
import { InvoiceActions } from './invoice-actions.tsx';
import { InvoiceCredits } from './invoice-credits.tsx';
import { InvoiceDetails } from './invoice-details.tsx';
import { InvoiceHistory } from './invoice-history.tsx';
import { InvoiceLines } from './invoice-lines.tsx';
import { InvoiceNotices } from './invoice-notices.tsx';
import { Invoice_Query, type InvoiceFacts } from './invoice-queries.ts';
import { InvoiceStatus, TestMark } from './invoice-status.tsx';
import { periodText } from './invoice-words.ts';

const route = getRouteApi('/app/invoices/$invoiceId');

export function InvoicePage() {
  const { invoiceId } = route.useParams();
  return <InvoiceScreen key={invoiceId} invoiceId={invoiceId} />;
}

function InvoiceScreen({ invoiceId }: { invoiceId: string }) {
  const [result, refetch] = useQuery({
    query: Invoice_Query,
    variables: { id: invoiceId },
    requestPolicy: 'cache-and-network',
  });
  const audit = useMay('READ_AUDIT').may;
  return (
    <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={16} />}>
      {({ invoice, creditEntries, billingTargets }) =>
        invoice === null ? (
          <NoSuchInvoice />
        ) : (
          <>
            <InvoiceHeading invoice={invoice} />
            <InvoiceNotices invoice={invoice} />
            <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
              <InvoiceLines invoice={invoice} page={invoice.lines} />
              <div className="flex min-w-0 flex-col gap-4">
                <InvoiceDetails invoice={invoice} />
                {invoice.number !== null && (
                  <InvoiceHandOffs
                    invoiceId={invoice.id}
                    handOffs={invoice.handOffs}
                    targets={
                      invoice.status === 'VOID' ? [] : billingTargets.map(({ kind }) => kind)
                    }
                    onReload={refetch}
                  />
                )}
                {creditEntries.nodes.length > 0 && (
                  <AppliedCredit entries={creditEntries.nodes} timeZone={invoice.period.timeZone} />
                )}
                {invoice.creditNotes.nodes.length > 0 && (
                  <InvoiceCredits
                    notes={invoice.creditNotes.nodes}
                    timeZone={invoice.period.timeZone}
                  />
                )}
                {audit && <InvoiceHistory invoiceId={invoice.id} />}
              </div>
            </div>
          </>
        )
      }
    </QueryView>
  );
}

function InvoiceHeading({ invoice }: { invoice: InvoiceFacts }) {
  const { number, customerExternalId, period, status, isTest } = invoice;
  const title = number ?? 'Draft invoice';
  return (
    <div className="mb-4 flex flex-col gap-1">
      <title>{`${title} · ${customerExternalId} · Tollgate`}</title>
      <Breadcrumb>
        <Link to="/invoices" className={CRUMB}>
          Invoices
        </Link>
      </Breadcrumb>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="min-w-0 text-xl font-semibold tracking-tight break-words">{title}</h1>
        <InvoiceStatus of={status} />
        {isTest && <TestMark />}
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="min-w-0 text-[13px] text-ink-faint">
          <Link
            to="/customers/$externalId"
            params={{ externalId: customerExternalId }}
            className="font-medium break-words text-ink hover:underline"
          >
            {customerExternalId}
          </Link>
          {` · ${periodText(period)} (${period.timeZone})`}
        </p>
        <InvoiceActions invoice={invoice} />
      </div>
    </div>
  );
}

function NoSuchInvoice() {
  return (
    <>
      <title>No such invoice · Tollgate</title>
      <Notice
        icon={FileX}
        title="There is no such invoice"
        actions={
          <Link to="/invoices" className={buttonClass('plain')}>
            All invoices
          </Link>
        }
      />
    </>
  );
}
