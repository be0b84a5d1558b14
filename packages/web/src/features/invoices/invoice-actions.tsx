import { FileCheck } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { useMay } from '../session/session.ts';
import { CsvLink } from '../usage/csv-link.tsx';
import { CreditForm } from './credit-form.tsx';
import { FinaliseForm } from './finalise-form.tsx';
import {
  type InvoiceFacts,
  RefreshInvoice_Mutation,
  SetInReview_Mutation,
} from './invoice-queries.ts';
import { ALTERED, type InvoiceStatusName } from './invoice-words.ts';
import { PaidForm } from './paid-form.tsx';
import { ReplaceButton } from './replace-button.tsx';
import { VoidForm } from './void-form.tsx';

const FORMS = {
  finalise: { title: 'Finalise the invoice', Form: FinaliseForm },
  paid: { title: 'Mark as paid', Form: PaidForm },
  credit: { title: 'Credit note', Form: CreditForm },
  void: { title: 'Make the invoice void', Form: VoidForm },
} as const;

type FormName = keyof typeof FORMS;

const FORMS_OF: Readonly<Record<InvoiceStatusName, readonly FormName[]>> = {
  DRAFT: [],
  IN_REVIEW: [],
  FINALISED: ['paid', 'credit', 'void'],
  PAID: ['credit'],
  VOID: [],
};

const LABELS: Readonly<Record<FormName, string>> = {
  finalise: 'Finalise…',
  paid: 'Mark as paid…',
  credit: 'Credit note…',
  void: 'Void…',
};

/** What can be done with an invoice as it stands, and its files. */
export function InvoiceActions({ invoice }: { invoice: InvoiceFacts }) {
  const [form, setForm] = useState<FormName | null>(null);
  const { may } = useMay('MANAGE_INVOICES');
  const { id, number, status } = invoice;
  const shown = form && FORMS[form];
  const close = () => setForm(null);
  const file = new URLSearchParams({ id, status }).toString();
  return (
    <>
      <div className="flex w-full flex-wrap items-center gap-2 sm:ml-auto sm:w-auto">
        <CsvLink path={`/exports/invoice_summary.csv?${file}`} what={number ?? 'this draft'} />
        <CsvLink
          path={`/exports/invoice_lines_focus_1_2.csv?${file}`}
          what={`lines of ${number ?? 'this draft'}`}
          label="FOCUS"
        />
        <CsvLink
          path={`/exports/invoice.pdf?${new URLSearchParams({ id })}`}
          what={number ?? 'this draft'}
          label="PDF"
        />
        {may && <DraftActions invoice={invoice} />}
        {may && status === 'VOID' && invoice.replacedById === null && (
          <ReplaceButton invoice={invoice} />
        )}
        {may &&
          FORMS_OF[status].map((name) => (
            <Button key={name} onClick={() => setForm(name)}>
              {LABELS[name]}
            </Button>
          ))}
        {may && (status === 'DRAFT' || status === 'IN_REVIEW') && (
          <Button look="solid" onClick={() => setForm('finalise')}>
            <FileCheck aria-hidden="true" className="size-3.5" /> {LABELS.finalise}
          </Button>
        )}
      </div>
      <Sheet
        open={shown !== null}
        onClose={close}
        title={shown?.title ?? ''}
        description={`${number ?? 'The draft'} of ${invoice.customerExternalId}`}
      >
        {shown && <shown.Form invoice={invoice} onDone={close} />}
      </Sheet>
    </>
  );
}

/** What needs no form: a draft drawn up anew, or standing still while it is looked at. */
function DraftActions({ invoice }: { invoice: InvoiceFacts }) {
  const refresh = useAction(RefreshInvoice_Mutation, { touches: ALTERED });
  const review = useAction(SetInReview_Mutation, { touches: ALTERED });
  const { id, revision: expectedRevision, status } = invoice;
  if (status !== 'DRAFT' && status !== 'IN_REVIEW') return null;
  const inReview = status === 'DRAFT';
  return (
    <>
      {status === 'DRAFT' && (
        <Button disabled={refresh.busy} onClick={() => void refresh.run({ id, expectedRevision })}>
          Refresh
        </Button>
      )}
      <Button
        disabled={review.busy}
        onClick={() => void review.run({ id, expectedRevision, inReview })}
      >
        {inReview ? 'To review' : 'Back to draft'}
      </Button>
      <div className="basis-full empty:hidden">
        <FormProblem problems={{ ...refresh.problems, ...review.problems }} />
      </div>
    </>
  );
}
