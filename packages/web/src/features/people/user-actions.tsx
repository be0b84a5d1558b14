import { Ban, CircleCheck, LogOut, Mail } from 'lucide-react';
import { useState } from 'react';
import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';
import { randomId } from '../../lib/random-id.ts';
import { Button } from '../../ui/button.tsx';
import { SecretLine } from '../../ui/secret-line.tsx';
import { Select } from '../../ui/select.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { ROLE_CHOICES } from '../session/role-names.ts';

export const UserActions_User = graphql(`
  fragment UserActions_User on User {
    id
    kind
    role
    revision
    disabledAt
  }
`);

const InviteUser_Mutation = graphql(`
  mutation InviteUser_Mutation($id: ID!, $idempotencyKey: String!) {
    inviteUser(id: $id, idempotencyKey: $idempotencyKey) {
      linkPath
      userErrors {
        path
        message
      }
    }
  }
`);

const UpdateUser_Mutation = graphql(`
  mutation UpdateUser_Mutation($id: ID!, $expectedRevision: Int!, $input: UpdateUserInput!) {
    updateUser(id: $id, expectedRevision: $expectedRevision, input: $input) {
      userErrors {
        path
        message
      }
    }
  }
`);

const DisableUser_Mutation = graphql(`
  mutation DisableUser_Mutation($id: ID!) {
    disableUser(id: $id) {
      userErrors {
        path
        message
      }
    }
  }
`);

const EnableUser_Mutation = graphql(`
  mutation EnableUser_Mutation($id: ID!) {
    enableUser(id: $id) {
      userErrors {
        path
        message
      }
    }
  }
`);

const EndSessions_Mutation = graphql(`
  mutation EndSessions_Mutation($userId: ID!) {
    endSessionsOf(userId: $userId) {
      userErrors {
        path
        message
      }
    }
  }
`);

const TOUCHES = { touches: ['User', 'UserConnection', 'SessionConnection'] };

export function UserActions({ user }: { user: FragmentOf<typeof UserActions_User> }) {
  const { id, kind, role, revision, disabledAt } = readFragment(UserActions_User, user);
  const [link, setLink] = useState<string | null>(null);
  const [idempotencyKey, setIdempotencyKey] = useState(randomId);
  const [ended, setEnded] = useState(false);
  const invite = useAction(InviteUser_Mutation, TOUCHES);
  const update = useAction(UpdateUser_Mutation, TOUCHES);
  const disable = useAction(DisableUser_Mutation, TOUCHES);
  const enable = useAction(EnableUser_Mutation, TOUCHES);
  const endSessions = useAction(EndSessions_Mutation, TOUCHES);
  const problems = [invite, update, disable, enable, endSessions].map((each) => each.problems);
  const isPerson = kind === 'PERSON';
  const showLink = async () => {
    const done = await invite.run({ id, idempotencyKey });
    // A link that was made, and whose answer was lost on the way, is replaced by the next one.
    if (done) setIdempotencyKey(randomId());
    const path = done?.inviteUser.linkPath;
    if (path) setLink(`${window.location.origin}${path}`);
  };
  return (
    <div className="flex flex-col gap-4 p-4">
      <FormProblem problems={Object.assign({}, ...problems)} />
      {isPerson && (
        <Select
          label="Role"
          value={role}
          choices={ROLE_CHOICES}
          disabled={update.busy}
          onChoose={(next) =>
            void update.run({ id, expectedRevision: revision, input: { role: next } })
          }
        />
      )}
      <div className="flex flex-wrap gap-2">
        {isPerson && disabledAt === null && (
          <Button disabled={invite.busy} onClick={() => void showLink()}>
            <Mail aria-hidden="true" className="size-3.5" /> Invitation link
          </Button>
        )}
        {isPerson && (
          <Button
            disabled={endSessions.busy || ended}
            onClick={async () => setEnded((await endSessions.run({ userId: id })) !== null)}
          >
            <LogOut aria-hidden="true" className="size-3.5" />
            {ended ? 'Signed out everywhere' : 'Sign out everywhere'}
          </Button>
        )}
        {disabledAt === null ? (
          <Button disabled={disable.busy} onClick={() => void disable.run({ id })}>
            <Ban aria-hidden="true" className="size-3.5" /> Disable
          </Button>
        ) : (
          <Button disabled={enable.busy} onClick={() => void enable.run({ id })}>
            <CircleCheck aria-hidden="true" className="size-3.5" /> Enable
          </Button>
        )}
      </div>
      {link !== null && <InvitationLink link={link} />}
    </div>
  );
}

function InvitationLink({ link }: { link: string }) {
  return (
    <div className="flex flex-col gap-1.5">
      <p className="text-[13px] text-ink-soft">
        Send them this link. It is shown this once, works once, and ends in seven days.
      </p>
      <SecretLine text={link} label="Copy the link" small />
    </div>
  );
}
