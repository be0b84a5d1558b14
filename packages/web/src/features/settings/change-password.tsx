import { type SubmitEvent, useState } from 'react';
import { graphql } from '../../lib/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';

const ChangePassword_Mutation = graphql(`
  mutation ChangePassword_Mutation($currentPassword: String!, $newPassword: String!) {
    changePassword(currentPassword: $currentPassword, newPassword: $newPassword) {
      userErrors {
        path
        message
      }
    }
  }
`);

export function ChangePassword() {
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const [changed, setChanged] = useState(false);
  const change = useAction(ChangePassword_Mutation, {
    fields: ['currentPassword', 'newPassword'],
    touches: ['SessionConnection'],
  });
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const done = await change.run({ currentPassword, newPassword });
    setChanged(done !== null);
    if (!done) return;
    setCurrent('');
    setNew('');
  };
  return (
    <Panel title="Password" note="A new one ends your other sessions">
      <form onSubmit={submit} noValidate className="flex max-w-sm flex-col gap-4 p-4">
        <FormProblem problems={change.problems} />
        <Field
          label="Current password"
          type="password"
          autoComplete="current-password"
          value={currentPassword}
          onChange={(event) => setCurrent(event.target.value)}
          error={change.problems['currentPassword']}
        />
        <Field
          label="New password"
          type="password"
          autoComplete="new-password"
          value={newPassword}
          onChange={(event) => setNew(event.target.value)}
          error={change.problems['newPassword']}
        />
        <div className="flex items-center gap-3">
          <Button look="solid" type="submit" className="h-9" disabled={change.busy}>
            {change.busy ? 'Changing…' : 'Change password'}
          </Button>
          <span role="status" className="text-[13px] text-good">
            {changed ? 'Changed' : ''}
          </span>
        </div>
      </form>
    </Panel>
  );
}
