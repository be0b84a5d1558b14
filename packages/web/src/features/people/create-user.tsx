import { type SubmitEvent, useState } from 'react';
import { graphql } from '../../lib/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Select } from '../../ui/select.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { ROLE_CHOICES, type RoleName } from '../session/role-names.ts';

const CreateUser_Mutation = graphql(`
  mutation CreateUser_Mutation($input: CreateUserInput!) {
    createUser(input: $input) {
      user {
        id
      }
      userErrors {
        path
        message
      }
    }
  }
`);

const KINDS = [
  { value: 'PERSON', label: 'Person' },
  { value: 'SERVICE', label: 'Service account' },
] as const;

export function CreateUserSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Sheet
      side="middle"
      open={open}
      onClose={onClose}
      title="Create user"
      description="Makes a person, who can be invited, or a service account"
    >
      <CreateUser onDone={onClose} />
    </Sheet>
  );
}

function CreateUser({ onDone }: { onDone: () => void }) {
  const [kind, setKind] = useState<(typeof KINDS)[number]['value']>('PERSON');
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<RoleName>('MEMBER');
  const create = useAction(CreateUser_Mutation, {
    fields: ['name', 'email', 'role'],
    touches: ['UserConnection'],
  });
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const person = { kind, name: name.trim(), email: email.trim(), role };
    const input = kind === 'PERSON' ? person : { kind, name: name.trim() };
    if (await create.run({ input })) onDone();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4 p-4">
      <FormProblem problems={create.problems} />
      <div className="self-start">
        <Segments label="Kind" value={kind} segments={KINDS} onChange={setKind} />
      </div>
      <Field
        label="Name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={create.problems['name']}
      />
      {kind === 'PERSON' ? (
        <>
          <Field
            label="E-mail"
            type="email"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            error={create.problems['email']}
          />
          <Select
            label="Role"
            value={role}
            choices={ROLE_CHOICES}
            onChoose={setRole}
            error={create.problems['role']}
          />
        </>
      ) : (
        <p className="text-[13px] text-ink-faint">
          A program: it owns keys and API tokens and never signs in.
        </p>
      )}
      <Button look="solid" type="submit" className="h-9 self-end" disabled={create.busy}>
        {create.busy ? 'Creating…' : 'Create user'}
      </Button>
    </form>
  );
}
