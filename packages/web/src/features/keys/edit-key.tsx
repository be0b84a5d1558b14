import { type SubmitEvent, useState } from 'react';
import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { BelongingFields, KEY_PROBLEM_FIELDS, LimitFields, NEW_LIFETIMES } from './key-fields.tsx';
import { type KeyValues, toUpdateInput } from './key-form.ts';

export const EditKey_Key = graphql(`
  fragment EditKey_Key on ApiKey {
    id
    revision
    alias
    boundCustomer
    models
    tags
    owner {
      email
    }
    team {
      id
    }
  }
`);

const UpdateKey_Mutation = graphql(`
  mutation UpdateKey_Mutation($id: ID!, $expectedRevision: Int!, $input: UpdateApiKeyInput!) {
    updateApiKey(id: $id, expectedRevision: $expectedRevision, input: $input) {
      apiKey {
        id
      }
      userErrors {
        path
        message
      }
    }
  }
`);

const LIFETIMES = [{ value: 'kept', label: 'As it is' }, ...NEW_LIFETIMES] as const;

interface EditKeyProps {
  apiKey: FragmentOf<typeof EditKey_Key>;
  onDone: () => void;
}

export function EditKey({ apiKey, onDone }: EditKeyProps) {
  // As it was when the form was opened: a change by somebody else meanwhile is then a conflict.
  const [key] = useState(readFragment(EditKey_Key, apiKey));
  const [before] = useState<KeyValues>(() => ({
    alias: key.alias,
    ownerEmail: key.owner?.email ?? '',
    teamId: key.team?.id ?? '',
    boundCustomer: key.boundCustomer ?? '',
    models: key.models?.join(', ') ?? '',
    tags: key.tags.join(', '),
    lifetime: 'kept',
  }));
  const [values, setValues] = useState(before);
  const update = useAction(UpdateKey_Mutation, { fields: KEY_PROBLEM_FIELDS, touches: ['ApiKey'] });
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const input = toUpdateInput(before, values, new Date());
    if (await update.run({ id: key.id, expectedRevision: key.revision, input })) onDone();
  };
  const fields = {
    values,
    problems: update.problems,
    onChange: (part: Partial<KeyValues>) => setValues({ ...values, ...part }),
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4 p-4">
      <FormProblem problems={update.problems} />
      <BelongingFields {...fields} />
      <LimitFields {...fields} lifetimes={LIFETIMES} />
      <div className="mt-1 flex justify-end gap-2">
        <Button className="h-9" onClick={onDone}>
          Back
        </Button>
        <Button look="solid" type="submit" className="h-9" disabled={update.busy}>
          {update.busy ? 'Saving…' : 'Save'}
        </Button>
      </div>
    </form>
  );
}
