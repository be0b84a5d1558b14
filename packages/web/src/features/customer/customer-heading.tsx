import { Link } from '@tanstack/react-router';
import { Breadcrumb, CRUMB } from '../../ui/breadcrumb.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { OnDay, When } from '../../ui/when.tsx';
import { useInstallation, useMay } from '../session/session.ts';
import { PortalLinkButton } from './portal-link.tsx';

interface CustomerHeadingProps {
  externalId: string;
  customer: { name: string | null; firstSeenAt: string; lastSeenAt: string } | null;
}

/** Who this is, and the pages there are of a customer. */
export function CustomerHeading({ externalId, customer }: CustomerHeadingProps) {
  const { reportingTimeZone } = useInstallation();
  return (
    <div className="mb-4 flex flex-col gap-1">
      <Breadcrumb>
        <Link to="/customers" className={CRUMB}>
          Customers
        </Link>
      </Breadcrumb>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="flex min-w-0 flex-1 items-center gap-1">
          <h1 className="min-w-0 text-xl font-semibold tracking-tight break-words">{externalId}</h1>
          <CopyButton text={externalId} label="Copy customer id" />
        </div>
        {customer && <PortalLinkButton externalId={externalId} />}
      </div>
      {customer && (
        <p className="text-[13px] text-ink-faint">
          {customer.name && customer.name !== externalId && `${customer.name} · `}
          first seen <OnDay at={customer.firstSeenAt} timeZone={reportingTimeZone} /> · last seen{' '}
          <When at={customer.lastSeenAt} timeZone={reportingTimeZone} />
        </p>
      )}
      <CustomerTabs externalId={externalId} />
    </div>
  );
}

const TAB =
  '-mb-px flex h-9 items-center border-b-2 border-transparent px-3 text-[13px] font-medium text-ink-faint hover:text-ink aria-[current=page]:border-ink aria-[current=page]:text-ink';

function CustomerTabs({ externalId }: { externalId: string }) {
  const { may } = useMay('READ_INVOICES');
  if (!may) return null;
  const active = { exact: true, includeSearch: false };
  return (
    <nav aria-label="Customer" className="mt-2 flex gap-1 overflow-x-auto border-b border-line">
      <Link
        to="/customers/$externalId"
        params={{ externalId }}
        activeOptions={active}
        className={TAB}
      >
        Usage
      </Link>
      <Link
        to="/customers/$externalId/billing"
        params={{ externalId }}
        activeOptions={active}
        className={TAB}
      >
        Billing
      </Link>
    </nav>
  );
}
