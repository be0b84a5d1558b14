import { Plus } from 'lucide-react';
import { useState } from 'react';
import { randomId } from '../../lib/random-id.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Field } from '../../ui/field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segments } from '../../ui/segments.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { useAction } from '../forms/use-action.ts';
import { type CardFields, newCard, newRule, readFields, writeTerms } from './card-fields.ts';
import { pathsOf } from './card-paths.ts';
import { CardPreview } from './card-preview.tsx';
import { ALTERED, type CardFacts, SetRateCard_Mutation } from './card-queries.ts';
import { FeesEditor, SumsEditor } from './fee-editor.tsx';
import { RuleEditor } from './rule-editor.tsx';

const VIEWS = [
  { value: 'form', label: 'Form' },
  { value: 'json', label: 'JSON' },
] as const;

interface CardEditorProps {
  /** Absent: a new one. */
  card?: CardFacts;
  onDone: (name: string) => void;
  onCancel: () => void;
}

/** A new card, or new terms of one: what was in force before stays as it was. */
export function CardEditor({ card, onDone, onCancel }: CardEditorProps) {
  const draft = useTerms(card?.versions[0]?.terms);
  const { terms, fields } = draft;
  const [name, setName] = useState(card?.name ?? '');
  const [from, setFrom] = useState('');
  const [now] = useState(() => new Date().toISOString());
  const [isDefault, setIsDefault] = useState(card?.isDefault ?? false);
  const [sent, setSent] = useState({ request: '', key: '' });
  const set = useAction(SetRateCard_Mutation, {
    fields: ['name', 'effectiveFrom', ...(fields ? pathsOf(fields) : ['terms'])],
    touches: ALTERED,
  });
  const submit = async () => {
    if (terms === undefined) return;
    const byDefault = card ? now : null;
    const effectiveFrom = from === '' ? byDefault : `${from}:00.000Z`;
    const input = { name: name.trim(), terms, isDefault, effectiveFrom };
    // Other terms are another request; the same ones, sent again, change nothing more.
    const request = JSON.stringify(input);
    const key = sent.request === request ? sent.key : randomId();
    setSent({ request, key });
    if (await set.run({ input, idempotencyKey: key })) onDone(input.name);
  };
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_26rem]">
      <Panel
        title={card ? 'New terms' : 'Terms'}
        actions={
          <Segments label="Terms as" value={draft.view} segments={VIEWS} onChange={draft.show} />
        }
      >
        <FormShell
          submit={card ? 'Set the terms' : 'Make the card'}
          busy={set.busy}
          error={set.problems['form']}
          onSubmit={() => void submit()}
          onCancel={onCancel}
        >
          {!card && (
            <Field
              label="Name"
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.target.value)}
              hint="Stands on invoices; it cannot be changed later"
              error={set.problems['name']}
            />
          )}
          {fields ? (
            <FieldsEditor card={fields} problems={set.problems} onChange={draft.setFields} />
          ) : (
            <TextArea
              label="Terms"
              rows={24}
              spellCheck={false}
              value={draft.json}
              onChange={(event) => draft.setJson(event.target.value)}
              hint="As the API takes them: docs/rate-cards.md"
              error={terms === undefined ? 'This is not JSON.' : set.problems['terms']}
            />
          )}
          {draft.stuck && (
            <p role="alert" className="rounded-md bg-warn-well px-3 py-2 text-[13px] text-warn">
              The form cannot show all that these terms say, so they stay JSON.
            </p>
          )}
          <Field
            label="In force from (UTC)"
            type="datetime-local"
            value={from}
            onChange={(event) => setFrom(event.target.value)}
            hint={`Empty: ${card ? 'from now on' : 'since ever'}. For billing periods that begin from then on; what is final stays.`}
            error={set.problems['effectiveFrom']}
          />
          <Checkbox checked={isDefault} disabled={card?.isDefault ?? false} onChange={setIsDefault}>
            The card of customers that have no other
          </Checkbox>
        </FormShell>
      </Panel>
      <CardPreview terms={terms} />
    </div>
  );
}

/** The terms in two views of the same: fields, and the JSON that the API takes. */
function useTerms(stored: unknown) {
  const [fields, setFields] = useState(() =>
    stored === undefined ? newCard() : readFields(stored),
  );
  const [json, setJson] = useState(() => JSON.stringify(stored ?? {}, null, 2));
  const [stuck, setStuck] = useState(stored !== undefined && fields === null);
  const terms = fields ? writeTerms(fields) : parse(json);
  const show = (view: (typeof VIEWS)[number]['value']) => {
    if (view === 'json') {
      setJson(JSON.stringify(terms, null, 2));
      setFields(null);
      return;
    }
    const read = readFields(terms);
    setFields(read);
    setStuck(read === null);
  };
  const change = (text: string) => {
    setJson(text);
    setStuck(false);
  };
  const view = fields ? ('form' as const) : ('json' as const);
  return { view, show, fields, setFields, json, setJson: change, terms, stuck };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface FieldsEditorProps {
  card: CardFields;
  problems: ReturnType<typeof useAction>['problems'];
  onChange: (card: CardFields) => void;
}

function FieldsEditor({ card, problems, onChange }: FieldsEditorProps) {
  const { rules } = card;
  const change = (part: Partial<CardFields>) => onChange({ ...card, ...part });
  return (
    <>
      <p className="text-[13px] text-ink-soft">
        The first rule that names a model has it; the last one names every model.
      </p>
      {problems['rules'] && (
        <p role="alert" className="text-[13px] text-bad">
          {problems['rules']}
        </p>
      )}
      {rules.map((rule, at) => (
        <RuleEditor
          key={rule.id}
          rule={rule}
          at={at}
          problems={problems}
          onChange={(changed) =>
            change({ rules: rules.map((each, i) => (i === at ? changed : each)) })
          }
          onRemove={
            rules.length === 1
              ? undefined
              : () => change({ rules: rules.filter((_, i) => i !== at) })
          }
        />
      ))}
      <Button
        className="self-start"
        onClick={() => change({ rules: [{ ...newRule(), models: '' }, ...rules] })}
      >
        <Plus aria-hidden="true" className="size-3.5" /> Add a rule before these
      </Button>
      <SumsEditor card={card} problems={problems} onChange={change} />
      <FeesEditor card={card} problems={problems} onChange={change} />
    </>
  );
}
