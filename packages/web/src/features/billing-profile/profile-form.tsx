import { useState } from 'react';
import { isDecimal } from '../../lib/decimal-input.ts';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { useAction } from '../forms/use-action.ts';
import { CADENCES, type ProfileFacts, SetBillingProfile_Mutation } from './profile-queries.ts';

const TEXTS = [
  ['name', 'Name'],
  ['email', 'E-mail'],
  ['taxId', 'Tax id'],
  ['purchaseOrder', 'Purchase order'],
  ['currency', 'Currency'],
  ['timeZone', 'Time zone'],
] as const;

const DECIMALS = [
  ['taxPercent', 'Tax in per cent'],
  ['exchangeRate', '1 US dollar is'],
] as const;

const COUNTS = [
  ['paymentDays', 'Days to pay'],
  ['anchorDay', 'First day of a period'],
] as const;

const FIELDS = [...TEXTS, ...DECIMALS, ...COUNTS].map(([name]) => name);

interface ProfileFormProps {
  customer: string;
  profile: ProfileFacts;
  onDone: () => void;
}

/** Final invoices keep what they say; drafts follow when they are refreshed. */
export function ProfileForm({ customer, profile, onDone }: ProfileFormProps) {
  const [opened] = useState(profile);
  const [values, setValues] = useState(() => toValues(opened));
  const [notes, setNotes] = useState(() => toNotes(opened));
  const [unsent, setUnsent] = useState<Record<string, string>>({});
  const set = useAction(SetBillingProfile_Mutation, {
    fields: [...FIELDS, 'address', 'cadence', 'metadata'],
    touches: ['BillingProfile'],
  });
  const problems = { ...set.problems, ...unsent };
  const change = (part: Partial<Values>) => setValues({ ...values, ...part });
  const submit = async () => {
    const { taxPercent, exchangeRate, anchorDay, paymentDays, ...texts } = values;
    const found = checkValues(values);
    setUnsent(found);
    if (!isDecimal(taxPercent) || !isDecimal(exchangeRate) || Object.keys(found).length > 0) return;
    const input = {
      ...texts,
      taxPercent,
      exchangeRate,
      anchorDay: Number(anchorDay),
      paymentDays: Number(paymentDays),
      metadata: readNotes(notes),
    };
    if (await set.run({ customer, expectedRevision: opened.revision, input })) onDone();
  };
  const field = ([name, label]: readonly [keyof Values, string]) => (
    <Field
      key={name}
      label={label}
      value={values[name]}
      autoComplete="off"
      onChange={(event) => change({ [name]: event.target.value })}
      error={problems[name]}
    />
  );
  return (
    <FormShell
      submit="Save"
      busy={set.busy}
      error={problems['form']}
      onSubmit={() => void submit()}
      onCancel={onDone}
    >
      <p className="text-[13px] text-ink-soft">
        Holds for drafts once they are refreshed and for all to come. Final invoices keep what they
        say.
      </p>
      <div className="grid gap-4 sm:grid-cols-2">{TEXTS.map(field)}</div>
      <TextArea
        label="Address"
        rows={3}
        value={values.address}
        onChange={(event) => change({ address: event.target.value })}
        error={problems['address']}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        {DECIMALS.map(field)}
        <Select
          label="Billed every"
          value={values.cadence}
          choices={CADENCES}
          onChoose={(cadence) => change({ cadence })}
        />
        {field(COUNTS[0])}
        {values.cadence === 'ANCHORED' && field(COUNTS[1])}
      </div>
      <TextArea
        label="Metadata"
        rows={3}
        spellCheck={false}
        value={notes}
        onChange={(event) => setNotes(event.target.value)}
        hint="name=value, one on each line"
        error={problems['metadata']}
      />
    </FormShell>
  );
}

type Values = ReturnType<typeof toValues>;

function toValues(profile: ProfileFacts) {
  const { name, email, address, taxId, purchaseOrder, currency, timeZone, cadence } = profile;
  return {
    ...{ name, email, address, taxId, purchaseOrder, currency, timeZone, cadence },
    taxPercent: String(profile.taxPercent),
    exchangeRate: String(profile.exchangeRate),
    anchorDay: String(profile.anchorDay),
    paymentDays: String(profile.paymentDays),
  };
}

/** What the API could not even read; what the values may be is for the server to say. */
function checkValues(values: Values): Record<string, string> {
  const wrong = [
    ...DECIMALS.filter(([name]) => !isDecimal(values[name])),
    ...COUNTS.filter(([name]) => !/^\d{1,4}$/.test(values[name])),
  ];
  return Object.fromEntries(wrong.map(([name]) => [name, 'Enter a number.']));
}

function toNotes({ metadata }: ProfileFacts): string {
  return metadata.map(({ name, value }) => `${name}=${value}`).join('\n');
}

function readNotes(text: string): { name: string; value: string }[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [name = '', ...rest] = line.split('=');
    return { name: name.trim(), value: rest.join('=').trim() };
  });
}
