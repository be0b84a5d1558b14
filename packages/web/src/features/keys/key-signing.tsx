import { useState } from 'react';
import { graphql } from '../../lib/graphql.ts';
import { randomId } from '../../lib/random-id.ts';
import { Button } from '../../ui/button.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import type { MadeSecret } from './key-endings.tsx';

const SignKey_Mutation = graphql(`
  mutation SignKey_Mutation($id: ID!, $required: Boolean!, $idempotencyKey: String!) {
    requireSignedCustomer(id: $id, required: $required, idempotencyKey: $idempotencyKey) {
      signingSecret
      userErrors {
        path
        message
      }
    }
  }
`);

const NOTE =
  'Your backend signs customer ids with it and hands the signature to the caller: see docs/signed-customers.md.';

interface KeySigningProps {
  keyId: string;
  required: boolean;
  onBack: () => void;
  onSecret: (made: MadeSecret) => void;
}

/** Whether callers must prove whom they call for. */
export function KeySigning({ keyId, required, onBack, onSecret }: KeySigningProps) {
  const sign = useAction(SignKey_Mutation, { touches: ['ApiKey'] });
  const [opened] = useState(randomId);
  const ask = (demanded: boolean) =>
    sign.run({ id: keyId, required: demanded, idempotencyKey: `${opened} ${demanded}` });
  const demand = async () => {
    const done = await ask(true);
    if (!done) return;
    const secret = done.requireSignedCustomer.signingSecret;
    onSecret({ title: 'The signing secret', secret, note: NOTE });
  };
  const dispense = async () => {
    if (await ask(false)) onBack();
  };
  return (
    <div className="flex flex-col gap-4 p-4">
      <p className="text-[13px] text-ink-soft">
        {required
          ? 'Calls must come with the customer’s id signed. A new signing secret ends the old one at once.'
          : 'Whoever holds this key can name any customer. When ids must be signed, calls without a valid signature are refused from now on.'}
      </p>
      <FormProblem problems={sign.problems} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button className="h-9" onClick={onBack}>
          Back
        </Button>
        {required && (
          <Button className="h-9" disabled={sign.busy} onClick={() => void dispense()}>
            Allow unsigned ids
          </Button>
        )}
        <Button look="solid" className="h-9" disabled={sign.busy} onClick={() => void demand()}>
          {required ? 'Make a new secret' : 'Require signed ids'}
        </Button>
      </div>
    </div>
  );
}
