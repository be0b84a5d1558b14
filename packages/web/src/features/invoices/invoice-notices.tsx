import { Link } from '@tanstack/react-router';
import { CalendarClock, FlaskConical, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { plural } from '../../lib/counts.ts';
import { cx } from '../../ui/cx.ts';
import { At } from '../../ui/when.tsx';
import { useInstallation } from '../session/session.ts';
import type { InvoiceFacts } from './invoice-queries.ts';

/** What has to be known before anything is done with an invoice. */
export function InvoiceNotices({ invoice }: { invoice: InvoiceFacts }) {
  const { status, isTest, unpricedCalls, totals, voidReason, replacesId, replacedById } = invoice;
  const { finalisesAt } = invoice;
  const { reportingTimeZone } = useInstallation();
  const isOpen = status === 'DRAFT' || status === 'IN_REVIEW';
  return (
    <div className="mb-4 flex flex-col gap-2 empty:hidden">
      {isTest && (
        <Line icon={FlaskConical} tone="plain">
          It was made on a test clock: nobody owes it, and its number is of a series of its own.
        </Line>
      )}
      {finalisesAt !== null && (
        <Line icon={CalendarClock} tone="plain">
          {'It becomes final by itself on '}
          <At instant={finalisesAt} timeZone={reportingTimeZone} />
          {', unless somebody changes it or puts it in review first.'}
        </Line>
      )}
      {status === 'IN_REVIEW' && (
        <Line icon={Info} tone="plain">
          In review it stands still: calls that come in meanwhile are not on it until it is a draft
          again.
        </Line>
      )}
      {isOpen && unpricedCalls > 0 && (
        <Line icon={TriangleAlert} tone="warn">
          {`${plural(unpricedCalls, 'call')} of the period ${unpricedCalls === 1 ? 'has' : 'have'} no price and ${unpricedCalls === 1 ? 'is' : 'are'} not on it. Give the model a price and refresh, or they are billed late once they have one. `}
          <Link to="/prices" search={{ tab: 'unpriced' }} className="font-medium underline">
            Unpriced calls
          </Link>
        </Line>
      )}
      {isOpen && totals.total.amount.startsWith('-') && (
        <Line icon={TriangleAlert} tone="warn">
          It comes to less than nothing: finalised, it becomes credit that never expires.
        </Line>
      )}
      {voidReason !== null && (
        <Line icon={TriangleAlert} tone="bad">
          <strong>Void:</strong> {voidReason}
        </Line>
      )}
      {replacedById !== null && (
        <Line icon={Info} tone="plain">
          Another invoice stands in for it and bills the same calls.{' '}
          <InvoiceLink id={replacedById}>The replacement</InvoiceLink>
        </Line>
      )}
      {replacesId !== null && (
        <Line icon={Info} tone="plain">
          It stands in for an invoice that was made void.{' '}
          <InvoiceLink id={replacesId}>The void invoice</InvoiceLink>
        </Line>
      )}
    </div>
  );
}

function InvoiceLink({ id, children }: { id: string; children: string }) {
  return (
    <Link to="/invoices/$invoiceId" params={{ invoiceId: id }} className="font-medium underline">
      {children}
    </Link>
  );
}

const TONES = {
  plain: 'bg-well text-ink-soft',
  warn: 'bg-warn-well text-warn',
  bad: 'bg-bad-well text-bad',
} as const;

interface LineProps {
  icon: LucideIcon;
  tone: keyof typeof TONES;
  children: ReactNode;
}

function Line({ icon: Icon, tone, children }: LineProps) {
  return (
    <p className={cx('flex items-start gap-2 rounded-lg px-3 py-2 text-[13px]', TONES[tone])}>
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0 flex-1 break-words">{children}</span>
    </p>
  );
}
