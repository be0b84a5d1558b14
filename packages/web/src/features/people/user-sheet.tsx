import { SearchX } from 'lucide-react';
import { useQuery } from 'urql';
import { formatInstant } from '../../lib/dates.ts';
import { graphql } from '../../lib/graphql.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { ROLE_NAMES } from '../session/role-names.ts';
import { useInstallation, useMay } from '../session/session.ts';
import { UserActions, UserActions_User } from './user-actions.tsx';
import { UserStatus } from './users-panel.tsx';

const User_Query = graphql(
  `
    query User_Query($id: ID!) {
      user(id: $id) {
        id
        name
        email
        kind
        role
        createdAt
        disabledAt
        memberships(first: 20) {
          nodes {
            role
            team {
              id
              name
            }
          }
        }
        ...UserActions_User
      }
    }
  `,
  [UserActions_User],
);

interface UserSheetProps {
  userId: string | undefined;
  onClose: () => void;
}

/** One user: who it is, and what can be done about them. */
export function UserSheet({ userId, onClose }: UserSheetProps) {
  return (
    <Sheet
      open={userId !== undefined}
      onClose={onClose}
      title="User"
      description="What is known of this user, and what can be done about them"
    >
      {userId !== undefined && <UserDetails key={userId} id={userId} />}
    </Sheet>
  );
}

function UserDetails({ id }: { id: string }) {
  const { reportingTimeZone } = useInstallation();
  const { may } = useMay('MANAGE_PEOPLE');
  const [result, refetch] = useQuery({
    query: User_Query,
    variables: { id },
    requestPolicy: 'cache-and-network',
  });
  return (
    <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows />}>
      {({ user }) =>
        user === null ? (
          <Notice icon={SearchX} title="There is no such user" />
        ) : (
          <>
            {may && <UserActions user={user} />}
            <Facts>
              <Fact name="Name">{user.name}</Fact>
              <Fact name="E-mail">{user.email ?? '—'}</Fact>
              <Fact name="Kind">{user.kind === 'SERVICE' ? 'Service account' : 'Person'}</Fact>
              <Fact name="Role">{ROLE_NAMES[user.role]}</Fact>
              <Fact name="Status">
                <UserStatus disabledAt={user.disabledAt} />
              </Fact>
              <Fact name="Teams">
                {user.memberships.nodes
                  .map(({ team, role }) => `${team.name}${role === 'ADMIN' ? ' (admin)' : ''}`)
                  .join(', ') || 'None'}
              </Fact>
              <Fact name="Created">{formatInstant(user.createdAt, reportingTimeZone)}</Fact>
            </Facts>
          </>
        )
      }
    </QueryView>
  );
}
