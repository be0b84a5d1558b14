import { getRouteApi } from '@tanstack/react-router';
import type { SettingsSearch, SettingsTab } from '../../lib/search.ts';
import { PageHeading } from '../../ui/page-heading.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { Forbidden } from '../session/forbidden.tsx';
import { useMay } from '../session/session.ts';
import { WebhooksTab } from '../webhooks/webhooks-tab.tsx';
import { AccountTab } from './account-tab.tsx';
import { AuditTab } from './audit-tab.tsx';
import { BillingTab } from './billing-tab.tsx';
import { ReconcileTab } from './reconcile-tab.tsx';
import { SellerTab } from './seller-tab.tsx';
import { TokensTab } from './tokens-tab.tsx';

const route = getRouteApi('/app/settings');

export function SettingsPage() {
  const { tab, q } = route.useSearch();
  const navigate = route.useNavigate();
  const people = useMay('MANAGE_PEOPLE').may;
  const audit = useMay('READ_AUDIT').may;
  const spend = useMay('READ_SPEND').everywhere;
  const invoices = useMay('READ_INVOICES').may;
  const webhooks = useMay('READ_WEBHOOKS').may;
  const tabs: { value: SettingsTab; label: string }[] = [
    { value: 'account', label: 'Your account' },
    ...(invoices ? [{ value: 'billing' as const, label: 'Billing' }] : []),
    ...(invoices ? [{ value: 'seller' as const, label: 'Seller' }] : []),
    ...(webhooks ? [{ value: 'webhooks' as const, label: 'Webhooks' }] : []),
    ...(people ? [{ value: 'tokens' as const, label: 'API tokens' }] : []),
    ...(audit ? [{ value: 'audit' as const, label: 'Audit log' }] : []),
    ...(spend ? [{ value: 'reconcile' as const, label: 'Record of spend' }] : []),
  ];
  const go = (change: Partial<SettingsSearch>) =>
    navigate({ search: (search) => ({ ...search, ...change }), replace: true, resetScroll: false });
  return (
    <>
      <PageHeading title="Settings" />
      <Tabs label="Settings" value={tab} tabs={tabs} onChange={(next) => go({ tab: next, q: '' })}>
        {tabs.some(({ value }) => value === tab) ? (
          <Tab tab={tab} search={q} onSearch={(text) => go({ q: text })} />
        ) : (
          <div className="rounded-xl border border-line bg-surface">
            <Forbidden />
          </div>
        )}
      </Tabs>
    </>
  );
}

interface TabProps {
  tab: SettingsTab;
  search: string;
  onSearch: (text: string) => void;
}

function Tab({ tab, search, onSearch }: TabProps) {
  switch (tab) {
    case 'account':
      return <AccountTab />;
    case 'billing':
      return <BillingTab />;
    case 'seller':
      return <SellerTab />;
    case 'webhooks':
      return <WebhooksTab />;
    case 'tokens':
      return <TokensTab />;
    case 'audit':
      return <AuditTab search={search} onSearch={onSearch} />;
    case 'reconcile':
      return <ReconcileTab />;
  }
}
