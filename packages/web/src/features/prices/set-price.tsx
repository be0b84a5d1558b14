import { Plus, X } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { useQuery } from 'urql';
import type { FormProblems } from '../../lib/form-problems.ts';
import { graphql } from '../../lib/graphql.ts';
import { randomId } from '../../lib/random-id.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import {
  checkAmounts,
  fieldOf,
  NO_PRICE,
  type OtherPrice,
  type PriceValues,
  sentFields,
  toFieldText,
  toPriceInput,
  USUAL_KINDS,
} from './price-form.ts';
import type { PastCalls } from './rate-again.tsx';
import { SetPrice_Mutation } from './set-price-mutation.ts';

const Before_Query = graphql(`
  query SetPriceBefore_Query($name: String!) {
    unpricedModels(first: 100) {
      nodes {
        model
        subject
        firstAt
      }
    }
    models(first: 50, search: $name) {
      nodes {
        subject
        revision
      }
    }
  }
`);

const PER_UNITS = [
  { value: '1', label: 'each' },
  { value: '1000', label: 'per 1,000' },
  { value: '1000000', label: 'per million' },
] as const;

interface SetPriceProps {
  name: string;
  subject: string;
  onBack: () => void;
  /** With the past calls that the new price concerns, if any. */
  onDone: (past: PastCalls | null) => void;
}

/** A price of one's own for a model. */
export function SetPrice(props: SetPriceProps) {
  // Read once, when the form is opened: a change by somebody else meanwhile is then a conflict.
  const [{ data, fetching, error }] = useQuery({
    query: Before_Query,
    variables: { name: props.name },
    requestPolicy: 'network-only',
  });
  if (fetching && !data) return <p className="p-4 text-[13px] text-ink-faint">Loading…</p>;
  const first = data?.unpricedModels.nodes.find(
    (each) => each.model === props.name && each.subject === props.subject,
  );
  const known = data?.models.nodes.find((each) => each.subject === props.subject);
  return (
    <>
      {error && <FormProblem problems={{ form: 'What is set now could not be read.' }} />}
      <PriceForm
        {...props}
        revision={known?.revision}
        from={first ? toFieldText(first.firstAt) : ''}
      />
    </>
  );
}

const FIELDS = ['components', 'effectiveFrom', 'effectiveUntil', 'reason', 'subject'] as const;

interface PriceFormProps extends SetPriceProps {
  revision: number | undefined;
  from: string;
}

function PriceForm({ name, subject, onBack, onDone, revision, from }: PriceFormProps) {
  const [expectedRevision] = useState(revision);
  const [values, setValues] = useState<PriceValues>({ ...NO_PRICE, from });
  const [idempotencyKey, setIdempotencyKey] = useState(randomId);
  const [unsent, setUnsent] = useState<FormProblems>({});
  const [sent, setSent] = useState<ReadonlyMap<string, string>>(new Map());
  const set = useAction(SetPrice_Mutation, {
    fields: [...sentFields(values).keys(), ...FIELDS],
    touches: ['PricedModel', 'PriceRevisionConnection', 'UnpricedModelConnection', 'PriceQuote'],
  });
  const refused = Object.entries(set.problems);
  const problems: FormProblems = {
    ...Object.fromEntries(refused.map(([field, message]) => [sent.get(field) ?? field, message])),
    ...unsent,
  };
  const change = (part: Partial<PriceValues>) => {
    setValues({ ...values, ...part });
    // Another price is another request; the same one, sent again, changes nothing more.
    setIdempotencyKey(randomId());
  };
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const found = checkAmounts(values);
    setUnsent(found);
    setSent(sentFields(values));
    if (Object.keys(found).length > 0) return;
    const input = toPriceInput(subject, values);
    const revised = expectedRevision === undefined ? {} : { expectedRevision };
    const done = await set.run({ input, idempotencyKey, ...revised });
    if (!done) return;
    const { past } = done.setPrice;
    onDone(past && { ...past, model: name, reason: values.reason.trim() });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4 p-4">
      <p className="text-[13px] text-ink-soft">
        For <strong className="font-semibold break-all text-ink">{subject}</strong>, in US dollars.
        It goes before imported and published prices. What is left empty has no price; 0 is free.
      </p>
      <FormProblem problems={problems} />
      <div className="grid grid-cols-2 gap-3">
        {USUAL_KINDS.map(({ kind, label, per }) => (
          <Field
            key={kind}
            label={per === 1 ? label : `${label}, per million`}
            inputMode="decimal"
            value={values.usual[kind]}
            onChange={(event) => change({ usual: { ...values.usual, [kind]: event.target.value } })}
            error={problems[fieldOf(kind, 'amount')]}
          />
        ))}
      </div>
      <OtherPrices
        others={values.others}
        problems={problems}
        onChange={(others) => change({ others })}
      />
      {problems['components'] && (
        <p role="alert" className="text-[13px] text-bad">
          {problems['components']}
        </p>
      )}
      <div className="grid grid-cols-2 gap-3 max-sm:grid-cols-1">
        <Field
          label="From (UTC)"
          type="datetime-local"
          value={values.from}
          onChange={(event) => change({ from: event.target.value })}
          hint="Empty: from now on. May be past or future."
          error={problems['effectiveFrom']}
        />
        <Field
          label="Until (UTC)"
          type="datetime-local"
          value={values.until}
          onChange={(event) => change({ until: event.target.value })}
          hint="Empty: until further notice."
          error={problems['effectiveUntil']}
        />
      </div>
      <Field
        label="Reason"
        value={values.reason}
        onChange={(event) => change({ reason: event.target.value })}
        hint="Stays in the history, such as “contract of March”"
        error={problems['reason']}
      />
      <div className="mt-1 flex justify-end gap-2">
        <Button className="h-9" onClick={onBack}>
          Back
        </Button>
        <Button look="solid" type="submit" className="h-9" disabled={set.busy}>
          {set.busy ? 'Saving…' : 'Set price'}
        </Button>
      </div>
    </form>
  );
}

interface OtherPricesProps {
  others: readonly OtherPrice[];
  problems: FormProblems;
  onChange: (others: readonly OtherPrice[]) => void;
}

function OtherPrices({ others, problems, onChange }: OtherPricesProps) {
  const replace = (id: string, part: Partial<OtherPrice>) =>
    onChange(others.map((each) => (each.id === id ? { ...each, ...part } : each)));
  return (
    <>
      {others.map(({ id, kind, amount, per }, index) => (
        <fieldset key={id} className="flex items-start gap-2">
          <legend className="sr-only">{`Other price ${index + 1}`}</legend>
          <Field
            label="Kind"
            value={kind}
            placeholder="web_search"
            onChange={(event) => replace(id, { kind: event.target.value })}
            error={problems[fieldOf(id, 'kind')]}
          />
          <Field
            label="Price"
            inputMode="decimal"
            value={amount}
            onChange={(event) => replace(id, { amount: event.target.value })}
            error={problems[fieldOf(id, 'amount')]}
          />
          <Select
            label="For"
            value={per as (typeof PER_UNITS)[number]['value']}
            choices={PER_UNITS}
            onChoose={(next) => replace(id, { per: next })}
          />
          <IconButton
            className="mt-6"
            label={`Remove other price ${index + 1}`}
            onClick={() => onChange(others.filter((each) => each.id !== id))}
          >
            <X aria-hidden="true" className="size-4" />
          </IconButton>
        </fieldset>
      ))}
      <Button
        className="self-start"
        onClick={() => onChange([...others, { id: randomId(), kind: '', amount: '', per: '1' }])}
      >
        <Plus aria-hidden="true" className="size-3.5" /> Another kind of price
      </Button>
    </>
  );
}
