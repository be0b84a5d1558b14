import { type SubmitEvent, useState } from 'react';
import { graphql } from '../../lib/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';

const CreateTeam_Mutation = graphql(`
  mutation CreateTeam_Mutation($input: CreateTeamInput!) {
    createTeam(input: $input) {
      team {
        id
      }
      userErrors {
        path
        message
      }
    }
  }
`);

export function CreateTeamSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Sheet
      side="middle"
      open={open}
      onClose={onClose}
      title="Create team"
      description="Makes a team without members"
    >
      <CreateTeam onDone={onClose} />
    </Sheet>
  );
}

function CreateTeam({ onDone }: { onDone: () => void }) {
  const [name, setName] = useState('');
  const create = useAction(CreateTeam_Mutation, { fields: ['name'], touches: ['TeamConnection'] });
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (await create.run({ input: { name: name.trim() } })) onDone();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4 p-4">
      <FormProblem problems={create.problems} />
      <Field
        label="Name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={create.problems['name']}
      />
      <Button look="solid" type="submit" className="h-9 self-end" disabled={create.busy}>
        {create.busy ? 'Creating…' : 'Create team'}
      </Button>
    </form>
  );
}
