import type { FormProblems } from '../../lib/form-problems.ts';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { isPerMillion, METERS, type Meter, type RuleFields } from './card-fields.ts';
import { TierEditor } from './tier-editor.tsx';

interface PriceEditorProps {
  rule: RuleFields;
  /** Of the price, such as "rules.0.price". */
  path: string;
  problems: FormProblems;
  onChange: (change: Partial<RuleFields>) => void;
}

type AmountName = 'markupPercent' | 'input' | 'cachedInput' | 'cacheWrite' | 'output';

const OWN_PRICES: readonly { name: AmountName; label: string; hint?: string }[] = [
  { name: 'input', label: 'Input, USD per 1M' },
  { name: 'output', label: 'Output, USD per 1M' },
  { name: 'cachedInput', label: 'Cached input, USD per 1M', hint: 'Empty: as input' },
  { name: 'cacheWrite', label: 'Cache write, USD per 1M', hint: 'Empty: as input' },
];

/** The fields of the one way of charging that was chosen. */
export function PriceEditor({ rule, path, problems, onChange }: PriceEditorProps) {
  const amount = ({ name, label, hint }: (typeof OWN_PRICES)[number]) => (
    <Field
      key={name}
      label={label}
      inputMode="decimal"
      autoComplete="off"
      value={rule[name]}
      onChange={(event) => onChange({ [name]: event.target.value })}
      hint={hint}
      error={problems[`${path}.${name}`]}
    />
  );
  if (rule.kind === 'COST_PLUS') {
    const hint = 'On what the provider takes; 0 charges the cost itself';
    return amount({ name: 'markupPercent', label: 'Markup, per cent', hint });
  }
  if (rule.kind === 'PER_TOKEN') {
    return <div className="grid gap-4 sm:grid-cols-2">{OWN_PRICES.map(amount)}</div>;
  }
  return <Metered rule={rule} path={path} problems={problems} onChange={onChange} />;
}

function Metered({ rule, path, problems, onChange }: PriceEditorProps) {
  const field = (name: 'included' | 'size' | 'price', label: string, hint?: string) => (
    <Field
      label={label}
      inputMode="decimal"
      autoComplete="off"
      value={rule[name]}
      onChange={(event) => onChange({ [name]: event.target.value })}
      hint={hint}
      error={problems[`${path}.${name}`]}
    />
  );
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Select
          label="Counted in"
          choices={METERS}
          value={rule.meter}
          onChoose={(meter) => onChange({ meter })}
          hint="All models of the rule together"
          error={problems[`${path}.meter`]}
        />
        {field('included', 'Included free', 'In each period; empty: none')}
        {rule.kind === 'PACKAGE' && field('size', 'A package holds')}
        {rule.kind === 'PACKAGE' &&
          field('price', 'Price of a package, USD', 'Also of a begun one')}
      </div>
      {rule.kind !== 'PACKAGE' && (
        <TierEditor
          tiers={rule.tiers}
          price={priceLabel(rule.meter)}
          path={`${path}.tiers`}
          problems={problems}
          onChange={(tiers) => onChange({ tiers })}
        />
      )}
    </>
  );
}

function priceLabel(meter: Meter): string {
  if (isPerMillion(meter)) return 'USD per 1M';
  return meter === 'SPEND' ? 'USD for a dollar' : 'USD for one';
}
