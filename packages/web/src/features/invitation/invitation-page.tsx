import { type SubmitEvent, useState } from 'react';
import { graphql } from '../../lib/graphql.ts';
import { BrandMark } from '../../ui/brand.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';

const AcceptInvitation_Mutation = graphql(`
  mutation AcceptInvitation_Mutation($input: AcceptInvitationInput!) {
    acceptInvitation(input: $input) {
      viewer {
        name
      }
      userErrors {
        path
        message
      }
    }
  }
`);

/** Where an invitation leads: a password is chosen, and one is signed in. */
export function InvitationPage() {
  // After #, so that it is in no log of a server on the way.
  const [token] = useState(() => window.location.hash.slice(1));
  const [password, setPassword] = useState('');
  const accept = useAction(AcceptInvitation_Mutation, { fields: ['password'], touches: [] });
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const done = await accept.run({ input: { token, password } });
    // A full load: nothing that an earlier session has read stays in memory.
    if (done) window.location.assign(import.meta.env.BASE_URL);
  };
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center bg-canvas px-5 py-10">
      <title>Invitation · Tollgate</title>
      <div className="w-full max-w-sm rounded-2xl border border-line bg-surface p-7 sm:p-8">
        <BrandMark className="mb-5 size-9" />
        <h1 className="text-xl font-semibold tracking-tight">Welcome to Tollgate</h1>
        <p className="mt-1 mb-6 text-[13px] text-ink-faint">
          Choose the password you will sign in with.
        </p>
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          <FormProblem problems={accept.problems} />
          <Field
            label="Password"
            type="password"
            autoComplete="new-password"
            autoFocus
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            error={accept.problems['password']}
          />
          <Button look="solid" type="submit" className="mt-1 h-9" disabled={accept.busy}>
            {accept.busy ? 'Signing in…' : 'Set password and sign in'}
          </Button>
        </form>
      </div>
    </main>
  );
}
