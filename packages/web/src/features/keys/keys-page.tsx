import { getRouteApi } from '@tanstack/react-router';
import { KeyRound, Plus, SearchX } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { rangeInput, shownRangeLabel } from '../../lib/ranges.ts';
import type { KeysSearch, KeysShown } from '../../lib/search.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeading } from '../../ui/page-heading.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { useMay } from '../session/session.ts';
import { CreateKeySheet } from './create-key.tsx';
import { KeySheet } from './key-sheet.tsx';
import { Keys_Query, toKeyFilter } from './keys-query.ts';
import { KeysTable } from './keys-table.tsx';

const route = getRouteApi('/app/keys');

const SHOWN: readonly { value: KeysShown; label: string }[] = [
  { value: 'kept', label: 'All but revoked' },
  { value: 'active', label: 'Active' },
  { value: 'blocked', label: 'Blocked' },
  { value: 'expired', label: 'Expired' },
  { value: 'revoked', label: 'Revoked' },
  { value: 'unused-30', label: 'Unused for 30 days' },
  { value: 'unused-90', label: 'Unused for 90 days' },
];

export function KeysPage() {
  const { range, q, show, key } = route.useSearch();
  const navigate = route.useNavigate();
  const [creating, setCreating] = useState(false);
  const { may } = useMay('MANAGE_KEYS');
  const variables = { range: rangeInput(range), filter: toKeyFilter({ q, show }) };
  const [result, refetch] = useQuery({
    query: Keys_Query,
    variables,
    requestPolicy: 'cache-and-network',
  });
  const go = (change: Partial<KeysSearch>) =>
    navigate({ search: (search) => ({ ...search, ...change }), replace: true, resetScroll: false });
  const create = may && (
    <Button look="solid" onClick={() => setCreating(true)}>
      <Plus aria-hidden="true" className="size-3.5" /> Create key
    </Button>
  );
  return (
    <>
      <PageHeading title="Keys">
        <SearchField label="Search keys" value={q} onSearch={(text) => go({ q: text })} />
        <Select
          label="Keys shown"
          bare
          value={show}
          choices={SHOWN}
          onChoose={(next) => go({ show: next })}
        />
        {create}
      </PageHeading>
      <Panel
        title="API keys"
        note={shownRangeLabel(range, null)}
        footer={show.startsWith('unused') && UNUSED_NOTE}
      >
        <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={10} />}>
          {({ apiKeys }) =>
            apiKeys.nodes.length > 0 ? (
              <KeysTable page={apiKeys} variables={variables} />
            ) : q === '' && show === 'kept' ? (
              <Notice icon={KeyRound} title="No keys yet" actions={create}>
                A key opens the gateway for one application, person or customer. What is spent with
                it is put down to its owner and team.
              </Notice>
            ) : (
              <Notice
                icon={SearchX}
                title="No key matches"
                actions={<Button onClick={() => go({ q: '', show: 'kept' })}>Show all keys</Button>}
              />
            )
          }
        </QueryView>
      </Panel>
      <CreateKeySheet open={creating} onClose={() => setCreating(false)} />
      <KeySheet keyId={key} onClose={() => go({ key: undefined })} />
    </>
  );
}

const UNUSED_NOTE =
  'Made at least as many days ago and not used since. A key nobody needs is a key somebody can steal: revoke it.';
