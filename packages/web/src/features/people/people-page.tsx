import { getRouteApi } from '@tanstack/react-router';
import type { PeopleSearch } from '../../lib/search.ts';
import { PageHeading } from '../../ui/page-heading.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { TeamSheet } from './team-sheet.tsx';
import { TeamsPanel } from './teams-panel.tsx';
import { UserSheet } from './user-sheet.tsx';
import { UsersPanel } from './users-panel.tsx';

const route = getRouteApi('/app/people');

const TABS = [
  { value: 'teams', label: 'Teams' },
  { value: 'users', label: 'Users' },
] as const;

export function PeoplePage() {
  const { tab, q, team, user } = route.useSearch();
  const navigate = route.useNavigate();
  const go = (change: Partial<PeopleSearch>) =>
    navigate({ search: (search) => ({ ...search, ...change }), replace: true, resetScroll: false });
  return (
    <>
      <PageHeading title="Teams & users">
        <SearchField label={`Search ${tab}`} value={q} onSearch={(text) => go({ q: text })} />
      </PageHeading>
      <Tabs label="People" value={tab} tabs={TABS} onChange={(next) => go({ tab: next, q: '' })}>
        {tab === 'teams' ? <TeamsPanel search={q} /> : <UsersPanel search={q} />}
      </Tabs>
      <TeamSheet teamId={team} onClose={() => go({ team: undefined })} />
      <UserSheet userId={user} onClose={() => go({ user: undefined })} />
    </>
  );
}
