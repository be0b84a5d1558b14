import { useState } from 'react';
import { Field } from '../../ui/field.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { useAction } from '../forms/use-action.ts';
import { type SellerFacts, SetSeller_Mutation } from './seller-queries.ts';

const LINES = [
  { name: 'name', label: 'Name' },
  { name: 'email', label: 'E-mail' },
  { name: 'taxId', label: 'Tax id' },
] as const;

const TEXTS = [
  { name: 'address', label: 'Address' },
  { name: 'paymentInstructions', label: 'How to pay' },
  { name: 'footer', label: 'At the foot' },
] as const;

const FIELDS = [...LINES, ...TEXTS].map(({ name }) => name);

/** Holds for drafts that are drawn up from now on; final invoices keep what they say. */
export function SellerForm({ seller, onDone }: { seller: SellerFacts; onDone: () => void }) {
  const [revision] = useState(seller.revision);
  const [values, setValues] = useState(() => {
    const { name, email, taxId, address, paymentInstructions, footer } = seller;
    return { name, email, taxId, address, paymentInstructions, footer };
  });
  const set = useAction(SetSeller_Mutation, { fields: FIELDS, touches: ['Seller'] });
  const submit = async () => {
    if (await set.run({ expectedRevision: revision, input: values })) onDone();
  };
  return (
    <FormShell
      submit="Save"
      busy={set.busy}
      error={set.problems['form']}
      onSubmit={() => void submit()}
      onCancel={onDone}
    >
      <p className="text-[13px] text-ink-soft">
        Holds for drafts once they are refreshed and for all to come. Final invoices keep what they
        say.
      </p>
      {LINES.map(({ name, label }) => (
        <Field
          key={name}
          label={label}
          autoComplete="off"
          value={values[name]}
          onChange={(event) => setValues({ ...values, [name]: event.target.value })}
          error={set.problems[name]}
        />
      ))}
      {TEXTS.map(({ name, label }) => (
        <TextArea
          key={name}
          label={label}
          rows={4}
          value={values[name]}
          onChange={(event) => setValues({ ...values, [name]: event.target.value })}
          error={set.problems[name]}
        />
      ))}
    </FormShell>
  );
}
