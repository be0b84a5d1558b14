import { getRouteApi } from '@tanstack/react-router';
import type { BudgetsTab } from '../../lib/search.ts';
import { PageHeading } from '../../ui/page-heading.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { BlocksPanel } from './blocks-panel.tsx';
import { BudgetsPanel } from './budgets-panel.tsx';
import { TiersPanel } from './tiers-panel.tsx';

const route = getRouteApi('/app/budgets');

const TABS = [
  { value: 'budgets', label: 'Budgets' },
  { value: 'tiers', label: 'Tiers' },
  { value: 'blocked', label: 'Blocked' },
] as const satisfies readonly { value: BudgetsTab; label: string }[];

const PANELS = { budgets: BudgetsPanel, tiers: TiersPanel, blocked: BlocksPanel };

export function BudgetsPage() {
  const { tab } = route.useSearch();
  const navigate = route.useNavigate();
  const Shown = PANELS[tab];
  return (
    <>
      <PageHeading title="Budgets & tiers" />
      <Tabs
        label="What to show"
        value={tab}
        tabs={TABS}
        onChange={(next) => navigate({ search: (search) => ({ ...search, tab: next }) })}
      >
        <Shown />
      </Tabs>
    </>
  );
}
