import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { PricesSearch, PricesTab } from '../../lib/search.ts';
import { PageHeading } from '../../ui/page-heading.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { BookPanel } from './book-panel.tsx';
import { CorrectionsPanel } from './corrections-panel.tsx';
import { ModelSheet } from './model-sheet.tsx';
import { ModelsPanel } from './models-panel.tsx';
import { UnpricedPanel } from './unpriced-panel.tsx';
import { UpdateSheet } from './update-sheet.tsx';
import { UpdatesPanel } from './updates-panel.tsx';
import { WhatIfPanel } from './what-if-panel.tsx';

const route = getRouteApi('/app/prices');

const TABS: readonly { value: PricesTab; label: string }[] = [
  { value: 'models', label: 'Models' },
  { value: 'book', label: 'Price book' },
  { value: 'unpriced', label: 'Unpriced calls' },
  { value: 'updates', label: 'Updates' },
  { value: 'corrections', label: 'Corrections' },
  { value: 'what-if', label: 'What if' },
];

export function PricesPage() {
  const { tab, q, provider, model, subject, update } = route.useSearch();
  const navigate = route.useNavigate();
  const go = (change: Partial<PricesSearch>) =>
    navigate({ search: (search) => ({ ...search, ...change }), replace: true, resetScroll: false });
  // Counts corrections made here: what they changed is read anew.
  const [corrections, setCorrections] = useState(0);
  const list = {
    search: q,
    provider,
    onProvider: (chosen: string) => void go({ provider: chosen }),
  };
  const named = model === undefined ? null : { name: model, subject };
  return (
    <>
      <PageHeading title="Models & prices">
        {(tab === 'models' || tab === 'book') && (
          <SearchField label="Search models" value={q} onSearch={(text) => go({ q: text })} />
        )}
      </PageHeading>
      <Tabs
        label="Prices"
        value={tab}
        tabs={TABS}
        onChange={(next) => go({ tab: next, q: '', provider: '' })}
      >
        {tab === 'models' && (
          <ModelsPanel {...list} onShowAll={() => go({ q: '', provider: '' })} />
        )}
        {tab === 'book' && <BookPanel {...list} />}
        {tab === 'unpriced' && <UnpricedPanel key={corrections} />}
        {tab === 'updates' && <UpdatesPanel />}
        {tab === 'corrections' && <CorrectionsPanel key={corrections} />}
        {tab === 'what-if' && <WhatIfPanel />}
      </Tabs>
      <ModelSheet
        model={named}
        onClose={() => go({ model: undefined, subject: undefined })}
        onCorrected={() => setCorrections(corrections + 1)}
      />
      <UpdateSheet updateId={update} onClose={() => go({ update: undefined })} />
    </>
  );
}
