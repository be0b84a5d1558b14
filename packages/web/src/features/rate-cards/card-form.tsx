import { useState } from 'react';
import { randomId } from '../../lib/random-id.ts';
import { Field } from '../../ui/field.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { useAction } from '../forms/use-action.ts';
import { ALTERED, type CardFacts, SetRateCard_Mutation } from './card-queries.ts';

const NEW_TERMS = {
  rules: [{ name: 'All models', models: ['*'], price: { kind: 'COST_PLUS', markupPercent: '20' } }],
};

/** A new card, or new terms of one: what was in force before stays as it was. */
export function CardForm({ card, onDone }: { card?: CardFacts; onDone: () => void }) {
  const [idempotencyKey, setIdempotencyKey] = useState(randomId);
  const [name, setName] = useState(card?.name ?? '');
  const [terms, setTerms] = useState(() =>
    JSON.stringify(card?.versions[0]?.terms ?? NEW_TERMS, null, 2),
  );
  const [from, setFrom] = useState('');
  const [isDefault, setIsDefault] = useState(card?.isDefault ?? false);
  const [problem, setProblem] = useState<string>();
  const set = useAction(SetRateCard_Mutation, {
    fields: ['name', 'effectiveFrom', 'terms'],
    touches: ALTERED,
  });
  // Other terms are another request; the same ones, sent again, change nothing more.
  const changed = () => setIdempotencyKey(randomId());
  const submit = async () => {
    const read = readJson(terms);
    setProblem(read === undefined ? 'This is not JSON.' : undefined);
    if (read === undefined) return;
    const effectiveFrom = from === '' ? null : `${from}:00.000Z`;
    const input = { name: name.trim(), terms: read, isDefault, effectiveFrom };
    if (await set.run({ input, idempotencyKey })) onDone();
  };
  return (
    <FormShell
      submit={card ? 'Set the terms' : 'Make the card'}
      busy={set.busy}
      error={set.problems['form']}
      onSubmit={() => void submit()}
      onCancel={onDone}
    >
      {!card && (
        <Field
          label="Name"
          value={name}
          onChange={(event) => {
            setName(event.target.value);
            changed();
          }}
          error={set.problems['name']}
        />
      )}
      <TextArea
        label="Terms"
        rows={18}
        spellCheck={false}
        value={terms}
        onChange={(event) => {
          setTerms(event.target.value);
          changed();
        }}
        hint="Rules of COST_PLUS, PER_TOKEN, GRADUATED, VOLUME or PACKAGE; allowance, discountPercent, minimum, fixedFees; amounts as text. docs/rate-cards.md has all of it."
        error={problem ?? set.problems['terms']}
      />
      <Field
        label="In force from (UTC)"
        type="datetime-local"
        value={from}
        onChange={(event) => {
          setFrom(event.target.value);
          changed();
        }}
        hint="Empty: since ever. Periods that begin later are billed on it."
        error={set.problems['effectiveFrom']}
      />
      <label className="flex items-center gap-2 text-[13px]">
        <input
          type="checkbox"
          className="size-4 accent-[var(--accent)]"
          checked={isDefault}
          disabled={card?.isDefault ?? false}
          onChange={(event) => {
            setIsDefault(event.target.checked);
            changed();
          }}
        />
        The card of customers that have no other
      </label>
    </FormShell>
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
