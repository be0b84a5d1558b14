import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { randomId } from '../../lib/random-id.ts';
import { Button } from '../../ui/button.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { type InvoiceFacts, ReplaceInvoice_Mutation } from './invoice-queries.ts';
import { ALTERED } from './invoice-words.ts';

/** A void invoice that was not replaced when it was made void can be replaced later; the draft opens. */
export function ReplaceButton({ invoice }: { invoice: InvoiceFacts }) {
  const [idempotencyKey] = useState(randomId);
  const navigate = useNavigate();
  const replace = useAction(ReplaceInvoice_Mutation, { touches: ALTERED });
  const submit = async () => {
    const { id, revision: expectedRevision } = invoice;
    const done = await replace.run({ id, expectedRevision, idempotencyKey });
    const draft = done?.replaceInvoice.invoice;
    if (draft) void navigate({ to: '/invoices/$invoiceId', params: { invoiceId: draft.id } });
  };
  return (
    <>
      <Button disabled={replace.busy} onClick={() => void submit()}>
        Draft a replacement
      </Button>
      <div className="basis-full empty:hidden">
        <FormProblem problems={replace.problems} />
      </div>
    </>
  );
}
