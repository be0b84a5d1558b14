import { type SubmitEvent, useState } from 'react';
import { graphql } from '../../lib/graphql.ts';
import { randomId } from '../../lib/random-id.ts';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { SecretOnce } from '../forms/secret-once.tsx';
import { useAction } from '../forms/use-action.ts';
import { BelongingFields, KEY_PROBLEM_FIELDS, LimitFields, NEW_LIFETIMES } from './key-fields.tsx';
import { type KeyValues, NEW_KEY, toIssueInput } from './key-form.ts';
import { useKeyNote } from './key-note.ts';

const IssueKey_Mutation = graphql(`
  mutation IssueKey_Mutation($input: IssueApiKeyInput!, $idempotencyKey: String!) {
    issueApiKey(input: $input, idempotencyKey: $idempotencyKey) {
      secret
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

type Step = 'belonging' | 'limits' | 'secret';

const FIRST_STEP_FIELDS = ['alias', 'ownerEmail', 'ownerId', 'teamId', 'boundCustomer'];

export function CreateKeySheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [secretShown, setSecretShown] = useState(false);
  const close = () => {
    setSecretShown(false);
    onClose();
  };
  return (
    <Sheet
      open={open}
      onClose={close}
      held={secretShown}
      title={secretShown ? 'The key is made' : 'Create key'}
      description="Makes an API key and shows its secret once"
    >
      <CreateKey onSecret={() => setSecretShown(true)} onDone={close} />
    </Sheet>
  );
}

function CreateKey({ onSecret, onDone }: { onSecret: () => void; onDone: () => void }) {
  const [step, setStep] = useState<Step>('belonging');
  const [values, setValues] = useState(NEW_KEY);
  const [idempotencyKey] = useState(randomId);
  const [secret, setSecret] = useState<string | null>(null);
  const note = useKeyNote();
  const issue = useAction(IssueKey_Mutation, {
    fields: KEY_PROBLEM_FIELDS,
    touches: ['ApiKeyConnection', 'ApiKey'],
  });
  const change = (part: Partial<KeyValues>) => setValues({ ...values, ...part });
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (step === 'belonging') return setStep('limits');
    const input = toIssueInput(values, new Date());
    const done = await issue.run({ input, idempotencyKey });
    if (!done) return;
    setSecret(done.issueApiKey.secret);
    setStep('secret');
    onSecret();
  };
  if (step === 'secret') return <SecretOnce secret={secret} note={note} onDone={onDone} />;
  const fields = { values, problems: issue.problems, onChange: change };
  const isBack = step === 'limits' && FIRST_STEP_FIELDS.some((name) => name in issue.problems);
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4 p-4">
      <p className="text-[13px] text-ink-faint">
        {step === 'belonging' ? 'Step 1 of 2: whom it is for' : 'Step 2 of 2: what it may do'}
      </p>
      <FormProblem problems={issue.problems} />
      {isBack && (
        <p role="alert" className="rounded-md bg-bad-well px-3 py-2 text-[13px] text-bad">
          Something in step 1 needs a change: go back.
        </p>
      )}
      {step === 'belonging' ? (
        <BelongingFields {...fields} />
      ) : (
        <LimitFields {...fields} lifetimes={NEW_LIFETIMES} />
      )}
      <div className="mt-1 flex justify-end gap-2">
        {step === 'limits' && (
          <Button className="h-9" onClick={() => setStep('belonging')}>
            Back
          </Button>
        )}
        <Button
          look="solid"
          type="submit"
          className="h-9"
          disabled={issue.busy || values.alias.trim() === ''}
        >
          {step === 'belonging' ? 'Next' : issue.busy ? 'Creating…' : 'Create key'}
        </Button>
      </div>
    </form>
  );
}
