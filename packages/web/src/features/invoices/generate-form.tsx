import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { linesOf } from '../../lib/form-problems.ts';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { useAction } from '../forms/use-action.ts';
import { DraftSums, GenerationPreview } from './generation-preview.tsx';
import { ALTERED } from './invoice-words.ts';
import { InvoiceSums_Sum } from './invoices-query.ts';

const Generate_Mutation = graphql(
  `
  mutation Generate_Mutation($customers: [String!]!, $until: DateTime) {
    generateInvoices(customers: $customers, until: $until) {
      made
      run {
        id
        sums {
          ...InvoiceSums_Sum
        }
      }
      userErrors {
        path
        message
      }
    }
  }
`,
  [InvoiceSums_Sum],
);

type Run = NonNullable<ResultOf<typeof Generate_Mutation>['generateInvoices']['run']>;

interface GenerateSheetProps {
  open: boolean;
  onClose: () => void;
  /** Whose, when it is known already. */
  customer?: string;
}

/** Drafts what is owed for the billing periods that have ended. */
export function GenerateSheet({ open, onClose, customer }: GenerateSheetProps) {
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={customer === undefined ? 'Generate invoices' : `Generate invoices of ${customer}`}
      description="Drafts an invoice for each billing period that has ended"
    >
      <GenerateForm customer={customer} onDone={onClose} />
    </Sheet>
  );
}

const WHOSE = [
  { value: 'all', label: 'All customers' },
  { value: 'named', label: 'Named customers' },
] as const;

function GenerateForm({ customer, onDone }: { customer?: string | undefined; onDone: () => void }) {
  const [whose, setWhose] = useState<(typeof WHOSE)[number]['value']>(
    customer === undefined ? 'all' : 'named',
  );
  const [named, setNamed] = useState(customer ?? '');
  const [until, setUntil] = useState('');
  const [unnamed, setUnnamed] = useState(false);
  const [made, setMade] = useState<Run | 'nothing' | null>(null);
  const generate = useAction(Generate_Mutation, {
    fields: ['until', 'customers'],
    touches: ALTERED,
  });
  const customers = whose === 'all' ? [] : linesOf(named);
  const before = until === '' ? null : `${until}:00.000Z`;
  const nobody = whose === 'named' && customers.length === 0;
  const submit = async () => {
    setUnnamed(nobody);
    if (nobody) return;
    const done = await generate.run({ customers, until: before });
    if (done) setMade(done.generateInvoices.run ?? 'nothing');
  };
  if (made !== null) return <Generated run={made === 'nothing' ? null : made} onDone={onDone} />;
  return (
    <FormShell
      submit="Generate drafts"
      busy={generate.busy}
      error={generate.problems['form']}
      onSubmit={() => void submit()}
      onCancel={onDone}
    >
      <p className="text-[13px] text-ink-soft">
        Each billing period that has ended, has something to bill and has no invoice yet gets a
        draft. Doing it again makes nothing twice.
      </p>
      {customer === undefined && (
        <Segments label="Whose" value={whose} segments={WHOSE} onChange={setWhose} />
      )}
      {customer === undefined && whose === 'named' && (
        <TextArea
          label="Customers"
          rows={5}
          value={named}
          spellCheck={false}
          onChange={(event) => setNamed(event.target.value)}
          hint="Their ids, one on each line"
          error={unnamed ? 'Name at least one customer.' : generate.problems['customers']}
        />
      )}
      <Field
        label="Only periods that ended by (UTC)"
        type="datetime-local"
        value={until}
        onChange={(event) => setUntil(event.target.value)}
        hint="Empty: all that have ended by now"
        error={generate.problems['until']}
      />
      {!nobody && <GenerationPreview customers={customers} until={before} />}
    </FormShell>
  );
}

function Generated({ run, onDone }: { run: Run | null; onDone: () => void }) {
  return (
    <div className="flex flex-col gap-4 p-4">
      <p role="status" className="text-[13px]">
        {run === null
          ? 'There was nothing to draft: every period that has ended has its invoice.'
          : 'Drafted. Look at them, then finalise them.'}
      </p>
      {run && <DraftSums sums={run.sums} />}
      <div className="flex justify-end gap-2">
        {run && (
          <Link
            to="/invoices"
            search={{ tab: 'drafts', q: '', from: '', to: '', run: run.id }}
            className={buttonClass('plain')}
            onClick={onDone}
          >
            Show these drafts
          </Link>
        )}
        <Button look="solid" className="h-9" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  );
}
