import { Lock } from 'lucide-react';
import { formatCount, formatQuantity } from '../../lib/counts.ts';
import { formatLocalDate } from '../../lib/dates.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import { OnDay, When } from '../../ui/when.tsx';
import type { InvoiceFacts } from './invoice-queries.ts';

/** Whom an invoice is made out to, on which terms, and when what became of it. */
export function InvoiceDetails({ invoice }: { invoice: InvoiceFacts }) {
  return (
    <>
      <Panel title="Made out to">
        <Party party={invoice.party} customer={invoice.customerExternalId} />
      </Panel>
      <Panel title="From">
        <Seller seller={invoice.seller} />
      </Panel>
      <Panel title="Terms and dates">
        <Terms invoice={invoice} />
      </Panel>
      {invoice.contentSha256 !== null && <Frozen hash={invoice.contentSha256} />}
    </>
  );
}

function Party({ party, customer }: { party: InvoiceFacts['party']; customer: string }) {
  const { name, email, address, taxId, purchaseOrder } = party;
  return (
    <>
      <address className="px-4 pb-3 text-[13px] whitespace-pre-line not-italic break-words">
        <span className="block font-medium">{name === '' ? customer : name}</span>
        {address !== '' && <span className="block text-ink-soft">{address}</span>}
        {email !== '' && <span className="block text-ink-soft">{email}</span>}
        {name === '' && (
          <span className="mt-1 block text-xs text-ink-faint">
            Nothing is known of whom it goes to but the id: the customer’s billing profile has no
            name.
          </span>
        )}
      </address>
      {(taxId !== '' || purchaseOrder !== '') && (
        <Facts>
          {taxId !== '' && <Fact name="Tax id">{taxId}</Fact>}
          {purchaseOrder !== '' && <Fact name="Purchase order">{purchaseOrder}</Fact>}
        </Facts>
      )}
    </>
  );
}

function Seller({ seller: { name, address, taxId } }: { seller: InvoiceFacts['seller'] }) {
  return (
    <address className="px-4 pb-3 text-[13px] break-words whitespace-pre-line not-italic">
      <span className="block font-medium">{name}</span>
      {address !== '' && <span className="block text-ink-soft">{address}</span>}
      {taxId !== '' && <span className="block text-ink-soft">{taxId}</span>}
    </address>
  );
}

function Terms({ invoice }: { invoice: InvoiceFacts }) {
  const { timeZone } = invoice.period;
  const { currency } = invoice.totals.total;
  return (
    <Facts>
      <Fact name="Rate card">{invoice.rateCard ?? 'None: billed at cost'}</Fact>
      <Fact name="Currency">
        {currency === 'USD'
          ? 'USD'
          : `${currency}, 1 USD is ${formatQuantity(invoice.exchangeRate)}`}
      </Fact>
      <Fact name="Calls">{formatCount(invoice.calls)}</Fact>
      {invoice.unpricedCalls > 0 && (
        <Fact name="Without a price">{formatCount(invoice.unpricedCalls)}</Fact>
      )}
      {invoice.finalisedAt === null ? (
        <Fact name="As of">
          <When at={invoice.refreshedAt} timeZone={timeZone} />
        </Fact>
      ) : (
        <Fact name="Final since">
          <OnDay at={invoice.finalisedAt} timeZone={timeZone} />
        </Fact>
      )}
      {invoice.dueOn !== null && <Fact name="Due on">{formatLocalDate(invoice.dueOn)}</Fact>}
      {invoice.paidAt !== null && (
        <Fact name="Paid">
          <OnDay at={invoice.paidAt} timeZone={timeZone} />
        </Fact>
      )}
      {invoice.voidedAt !== null && (
        <Fact name="Void since">
          <OnDay at={invoice.voidedAt} timeZone={timeZone} />
        </Fact>
      )}
    </Facts>
  );
}

/** From now on nobody can change it, and anybody can check that nobody has. */
function Frozen({ hash }: { hash: string }) {
  return (
    <Panel title="Frozen">
      <div className="flex items-start gap-2 px-4 pb-3 text-[13px] text-ink-soft">
        <Lock aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
        <div className="min-w-0">
          <p>
            The database itself refuses every change of it. This is the SHA-256 of all it says,
            which can be taken again at any time.
          </p>
          <div className="mt-1 flex items-center gap-1">
            <code className="min-w-0 flex-1 font-mono text-xs break-all">{hash}</code>
            <CopyButton text={hash} label="Copy the hash" />
          </div>
        </div>
      </div>
    </Panel>
  );
}
