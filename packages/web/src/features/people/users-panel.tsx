import { Link } from '@tanstack/react-router';
import { Plus, SearchX } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { PagedRows } from '../paging/paged-rows.tsx';
import { ROLE_NAMES } from '../session/role-names.ts';
import { useMay } from '../session/session.ts';
import { CreateUserSheet } from './create-user.tsx';

const Users_Query = graphql(`
  query Users_Query($search: String, $after: String) {
    users(first: 50, after: $after, search: $search, includeDisabled: true) {
      nodes {
        id
        name
        email
        kind
        role
        disabledAt
        memberships(first: 3) {
          nodes {
            team {
              id
              name
            }
          }
          pageInfo {
            hasNextPage
          }
        }
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
`);

type User = ResultOf<typeof Users_Query>['users']['nodes'][number];

export function UsersPanel({ search }: { search: string }) {
  const [creating, setCreating] = useState(false);
  const { may } = useMay('MANAGE_PEOPLE');
  const variables = { search: search === '' ? null : search };
  const [result, refetch] = useQuery({
    query: Users_Query,
    variables,
    requestPolicy: 'cache-and-network',
  });
  const create = may && (
    <Button look="solid" onClick={() => setCreating(true)}>
      <Plus aria-hidden="true" className="size-3.5" /> Create user
    </Button>
  );
  return (
    <Panel title="Users" note="People and service accounts" actions={create}>
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows />}>
        {({ users }) =>
          users.nodes.length > 0 ? (
            <Table label="Users">
              <thead>
                <tr>
                  <Th>User</Th>
                  <Th>Role</Th>
                  <Th className="max-md:hidden">Teams</Th>
                  <Th className="max-sm:hidden">Status</Th>
                </tr>
              </thead>
              <tbody>
                <PagedRows
                  key={search}
                  page={users}
                  query={Users_Query}
                  variables={variables}
                  pick={(data) => data.users}
                  columns={4}
                  what="users"
                  row={(user) => <UserRow user={user} />}
                />
              </tbody>
            </Table>
          ) : (
            <Notice
              icon={SearchX}
              title={search === '' ? 'No users' : `No user matches “${search}”`}
            />
          )
        }
      </QueryView>
      <CreateUserSheet open={creating} onClose={() => setCreating(false)} />
    </Panel>
  );
}

function UserRow({ user }: { user: User }) {
  const { memberships } = user;
  const teams = memberships.nodes.map(({ team }) => team.name).join(', ');
  return (
    <Tr>
      <RowHeader className="max-w-72 max-sm:max-w-44">
        <Link
          to="."
          search={(search) => ({ ...search, user: user.id })}
          resetScroll={false}
          title={user.name}
          className="block truncate font-medium hover:underline"
        >
          {user.name}
        </Link>
        {user.email && user.email !== user.name && (
          <span className="block truncate text-xs text-ink-faint">{user.email}</span>
        )}
      </RowHeader>
      <Td>{user.kind === 'SERVICE' ? 'Service account' : ROLE_NAMES[user.role]}</Td>
      <Td className="max-w-64 truncate text-ink-soft max-md:hidden">
        {teams === '' ? '—' : `${teams}${memberships.pageInfo.hasNextPage ? ', …' : ''}`}
      </Td>
      <Td className="max-sm:hidden">
        <UserStatus disabledAt={user.disabledAt} />
      </Td>
    </Tr>
  );
}

export function UserStatus({ disabledAt }: { disabledAt: string | null }) {
  if (disabledAt !== null) return <Badge tone="warn">Disabled</Badge>;
  return <Badge tone="good">Active</Badge>;
}
