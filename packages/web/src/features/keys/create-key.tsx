import { type SubmitEvent, useState } from 'react';
import type { FormProblems } from '../../lib/form-problems.ts';
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
import { checkSpend, NO_RULES, SPEND_PROBLEM_FIELDS, toRules } from './key-spend.ts';
import { SpendFields } from './spend-fields.tsx';

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

const STEPS = ['belonging', 'limits', 'spend'] as const;
type Step = (typeof STEPS)[number];

const TITLES: Record<Step, string> = {
  belonging: 'Step 1 of 3: whom it is for',
  limits: 'Step 2 of 3: what it may do',
  spend: 'Step 3 of 3: what it may spend',
};

const FIELDS: Record<Step, readonly string[]> = {
  belonging: ['alias', 'ownerEmail', 'ownerId', 'teamId', 'boundCustomer'],
  limits: ['models', 'tags', 'expiresAt'],
  spend: SPEND_PROBLEM_FIELDS,
};

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
  const [at, setAt] = useState(0);
  const [values, setValues] = useState(NEW_KEY);
  const [spend, setSpend] = useState(NO_RULES);
  const [unsendable, setUnsendable] = useState<FormProblems>({});
  const [idempotencyKey] = useState(randomId);
  const [made, setMade] = useState<{ secret: string | null } | null>(null);
  const note = useKeyNote();
  const issue = useAction(IssueKey_Mutation, {
    fields: [...KEY_PROBLEM_FIELDS, ...SPEND_PROBLEM_FIELDS],
    touches: ['ApiKeyConnection', 'ApiKey', 'BudgetConnection'],
  });
  const problems = { ...issue.problems, ...unsendable };
  const step = STEPS[at] ?? 'spend';
  const isLast = step === 'spend';
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!isLast) return setAt(at + 1);
    const wrong = checkSpend(spend);
    setUnsendable(wrong);
    if (Object.keys(wrong).length > 0) return;
    const input = { ...toIssueInput(values, new Date()), ...toRules(spend) };
    const done = await issue.run({ input, idempotencyKey });
    if (!done) return;
    setMade({ secret: done.issueApiKey.secret });
    onSecret();
  };
  if (made !== null) return <SecretOnce secret={made.secret} note={note} onDone={onDone} />;
  const fields = {
    values,
    problems,
    onChange: (part: Partial<KeyValues>) => setValues({ ...values, ...part }),
  };
  const wrongStep = STEPS.findIndex((name) => FIELDS[name].some((field) => field in problems));
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4 p-4">
      <p className="text-[13px] text-ink-faint">{TITLES[step]}</p>
      <FormProblem problems={problems} />
      {wrongStep !== -1 && wrongStep < at && (
        <p role="alert" className="rounded-md bg-bad-well px-3 py-2 text-[13px] text-bad">
          Something in step {wrongStep + 1} needs a change: go back.
        </p>
      )}
      {step === 'belonging' && <BelongingFields {...fields} />}
      {step === 'limits' && <LimitFields {...fields} lifetimes={NEW_LIFETIMES} />}
      {isLast && (
        <SpendFields
          values={spend}
          problems={problems}
          onChange={(part) => setSpend({ ...spend, ...part })}
        />
      )}
      <div className="mt-1 flex justify-end gap-2">
        {at > 0 && (
          <Button className="h-9" onClick={() => setAt(at - 1)}>
            Back
          </Button>
        )}
        <Button
          look="solid"
          type="submit"
          className="h-9"
          disabled={issue.busy || values.alias.trim() === ''}
        >
          {!isLast ? 'Next' : issue.busy ? 'Creating…' : 'Create key'}
        </Button>
      </div>
    </form>
  );
}
