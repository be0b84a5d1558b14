import { useState } from 'react';
import { plural } from '../../lib/counts.ts';
import { randomId } from '../../lib/random-id.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Money } from '../../ui/money.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { useAction } from '../forms/use-action.ts';
import { FinaliseInvoice_Mutation, type InvoiceFacts } from './invoice-queries.ts';
import { ALTERED, periodText } from './invoice-words.ts';

/** Says once more what it comes to. The server refuses when that is no longer so. */
export function FinaliseForm({ invoice, onDone }: { invoice: InvoiceFacts; onDone: () => void }) {
  const [idempotencyKey] = useState(randomId);
  const finalise = useAction(FinaliseInvoice_Mutation, { touches: ALTERED });
  const { id, revision: expectedRevision, totals, unpricedCalls } = invoice;
  const submit = async () => {
    if (await finalise.run({ id, expectedRevision, idempotencyKey })) onDone();
  };
  return (
    <FormShell
      submit="Finalise"
      busy={finalise.busy}
      error={finalise.problems['form']}
      onSubmit={() => void submit()}
      onCancel={onDone}
    >
      <p className="text-[13px] text-ink-soft">
        It gets the next number and can never be changed again: only paid, credited, or made void
        with a reason.
      </p>
      <div className="-mx-4">
        <Facts>
          <Fact name="Customer">{invoice.customerExternalId}</Fact>
          <Fact name="Period">{periodText(invoice.period)}</Fact>
          <Fact name="Subtotal">
            <Money of={totals.subtotal} as="billed" />
          </Fact>
          <Fact name="Tax">
            <Money of={totals.tax} as="billed" />
          </Fact>
          <Fact name="Total">
            <Money of={totals.total} as="billed" className="text-lg font-semibold" />
          </Fact>
        </Facts>
      </div>
      {unpricedCalls > 0 && (
        <p className="rounded-md bg-warn-well px-3 py-2 text-[13px] text-warn">
          {`${plural(unpricedCalls, 'call')} without a price: billed late, once priced.`}
        </p>
      )}
    </FormShell>
  );
}
