import { type SubmitEvent, useState } from 'react';
import { graphql } from '../../lib/graphql.ts';
import { randomId } from '../../lib/random-id.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { SecretOnce } from '../forms/secret-once.tsx';
import { useAction } from '../forms/use-action.ts';
import { SCOPE_CHOICES, type ScopeName } from './scopes.ts';

const IssueToken_Mutation = graphql(`
  mutation IssueToken_Mutation($input: IssueApiTokenInput!, $idempotencyKey: String!) {
    issueApiToken(input: $input, idempotencyKey: $idempotencyKey) {
      secret
      userErrors {
        path
        message
      }
    }
  }
`);

const LIFETIMES = [
  { value: '0', label: 'Never' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In 365 days' },
] as const;
type Lifetime = (typeof LIFETIMES)[number]['value'];

const DAY_MS = 86_400_000;

export function CreateTokenSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [shown, setShown] = useState<{ secret: string | null } | null>(null);
  const close = () => {
    setShown(null);
    onClose();
  };
  return (
    <Sheet
      side="middle"
      open={open}
      onClose={close}
      held={shown !== null}
      title={shown ? 'The token is made' : 'Create token'}
      description="Makes an API token and shows its secret once"
    >
      {shown ? (
        <SecretOnce
          secret={shown.secret}
          note="Send it as Authorization: Bearer … to /graphql, or set TOLLGATE_TOKEN for the command line."
          onDone={close}
        />
      ) : (
        <CreateToken onSecret={(secret) => setShown({ secret })} />
      )}
    </Sheet>
  );
}

function CreateToken({ onSecret }: { onSecret: (secret: string | null) => void }) {
  const [name, setName] = useState('');
  const [scope, setScope] = useState<ScopeName>('BILLING_READ');
  const [customer, setCustomer] = useState('');
  const [lifetime, setLifetime] = useState<Lifetime>('90');
  const [idempotencyKey] = useState(randomId);
  const issue = useAction(IssueToken_Mutation, {
    fields: ['name', 'scope', 'customer', 'expiresAt'],
    touches: ['ApiTokenConnection'],
  });
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const input = {
      name: name.trim(),
      scope,
      customer: scope === 'PORTAL' ? customer.trim() : null,
      expiresAt: endOf(lifetime, new Date()),
    };
    const done = await issue.run({ input, idempotencyKey });
    if (done) onSecret(done.issueApiToken.secret);
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4 p-4">
      <FormProblem problems={issue.problems} />
      <Field
        label="Name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        hint="What the audit log calls it, such as “billing system”"
        error={issue.problems['name']}
      />
      <Select
        label="Scope"
        value={scope}
        choices={SCOPE_CHOICES}
        onChoose={setScope}
        error={issue.problems['scope']}
      />
      {scope === 'PORTAL' && (
        <Field
          label="Customer"
          value={customer}
          onChange={(event) => setCustomer(event.target.value)}
          error={issue.problems['customer']}
        />
      )}
      <Select
        label="Expires"
        value={lifetime}
        choices={LIFETIMES}
        onChoose={setLifetime}
        error={issue.problems['expiresAt']}
      />
      <Button look="solid" type="submit" className="h-9 self-end" disabled={issue.busy}>
        {issue.busy ? 'Creating…' : 'Create token'}
      </Button>
    </form>
  );
}

function endOf(lifetime: Lifetime, now: Date): string | null {
  if (lifetime === '0') return null;
  return new Date(now.getTime() + Number(lifetime) * DAY_MS).toISOString();
}
