import { UserMinus } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { type FragmentOf, graphql, type ResultOf, readFragment } from '../../lib/graphql.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { useMay } from '../session/session.ts';

export const TeamMembers_Team = graphql(`
  fragment TeamMembers_Team on Team {
    id
    archivedAt
    members(first: 100) {
      nodes {
        role
        user {
          id
          name
          email
        }
      }
      pageInfo {
        hasNextPage
      }
    }
  }
`);

const SetMember_Mutation = graphql(`
  mutation SetMember_Mutation($teamId: ID!, $email: String, $userId: ID, $role: TeamRole!) {
    setTeamMember(teamId: $teamId, email: $email, userId: $userId, role: $role) {
      userErrors {
        path
        message
      }
    }
  }
`);

const RemoveMember_Mutation = graphql(`
  mutation RemoveMember_Mutation($teamId: ID!, $userId: ID!) {
    removeTeamMember(teamId: $teamId, userId: $userId) {
      userErrors {
        path
        message
      }
    }
  }
`);

type Team = ResultOf<typeof TeamMembers_Team>;
type Member = Team['members']['nodes'][number];

const ROLES = [
  { value: 'MEMBER', label: 'Member' },
  { value: 'ADMIN', label: 'Team admin' },
] as const;
type TeamRole = (typeof ROLES)[number]['value'];

const TOUCHES = { touches: ['Team', 'Membership', 'MembershipConnection', 'UserConnection'] };

export function TeamMembers({ team }: { team: FragmentOf<typeof TeamMembers_Team> }) {
  const { id, members, archivedAt } = readFragment(TeamMembers_Team, team);
  const { may } = useMay('MANAGE_TEAMS');
  const editable = may && archivedAt === null;
  return (
    <section aria-label="Members" className="border-t border-line">
      <h3 className="px-4 pt-4 pb-2 text-[13px] font-semibold">Members</h3>
      {members.nodes.length === 0 && (
        <p className="px-4 pb-3 text-[13px] text-ink-faint">Nobody is in this team yet.</p>
      )}
      <ul className="divide-y divide-line">
        {members.nodes.map((member) => (
          <MemberLine key={member.user.id} teamId={id} member={member} editable={editable} />
        ))}
      </ul>
      {members.pageInfo.hasNextPage && (
        <p className="px-4 py-2 text-[13px] text-ink-faint">These are the first 100.</p>
      )}
      {editable && <AddMember teamId={id} />}
    </section>
  );
}

interface MemberLineProps {
  teamId: string;
  member: Member;
  editable: boolean;
}

function MemberLine({ teamId, member: { role, user }, editable }: MemberLineProps) {
  const set = useAction(SetMember_Mutation, TOUCHES);
  const remove = useAction(RemoveMember_Mutation, TOUCHES);
  return (
    <li className="flex flex-col gap-2 px-4 py-2">
      <div className="flex items-center gap-2">
        <span className="min-w-0 flex-1 text-[13px]">
          <span className="block truncate font-medium">{user.name}</span>
          {user.email && user.email !== user.name && (
            <span className="block truncate text-xs text-ink-faint">{user.email}</span>
          )}
        </span>
        {editable ? (
          <Select
            label={`Role of ${user.name}`}
            bare
            value={role}
            choices={ROLES}
            onChoose={(next) => void set.run({ teamId, userId: user.id, role: next })}
          />
        ) : (
          <Badge>{role === 'ADMIN' ? 'Team admin' : 'Member'}</Badge>
        )}
        {editable && (
          <IconButton
            label={`Remove ${user.name}`}
            disabled={remove.busy}
            onClick={() => void remove.run({ teamId, userId: user.id })}
          >
            <UserMinus aria-hidden="true" className="size-4" />
          </IconButton>
        )}
      </div>
      <FormProblem problems={{ ...set.problems, ...remove.problems }} />
    </li>
  );
}

function AddMember({ teamId }: { teamId: string }) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<TeamRole>('MEMBER');
  const add = useAction(SetMember_Mutation, { ...TOUCHES, fields: ['email'] });
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (await add.run({ teamId, email: email.trim(), role })) setEmail('');
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3 border-t border-line p-4">
      <FormProblem problems={add.problems} />
      <Field
        label="Add by e-mail"
        type="email"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        hint="Somebody new becomes known by the address."
        error={add.problems['email']}
      />
      <div className="flex items-end gap-2">
        <Select label="As" className="flex-1" value={role} choices={ROLES} onChoose={setRole} />
        <Button look="solid" type="submit" className="h-9" disabled={add.busy}>
          Add
        </Button>
      </div>
    </form>
  );
}
