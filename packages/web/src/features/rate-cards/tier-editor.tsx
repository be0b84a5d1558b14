import { Plus, X } from 'lucide-react';
import type { FormProblems } from '../../lib/form-problems.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { newTier, type TierFields } from './card-fields.ts';

interface TierEditorProps {
  tiers: readonly TierFields[];
  /** What the price of a tier is for. */
  price: string;
  path: string;
  problems: FormProblems;
  onChange: (tiers: readonly TierFields[]) => void;
}

/** Tiers from the first unit up; the last one has no end. */
export function TierEditor({ tiers, price, path, problems, onChange }: TierEditorProps) {
  const add = () => onChange([...tiers.slice(0, -1), newTier(), ...tiers.slice(-1)]);
  const set = (at: number, change: Partial<TierFields>) =>
    onChange(tiers.map((tier, i) => (i === at ? { ...tier, ...change } : tier)));
  return (
    <div className="flex flex-col gap-3">
      {problems[path] && (
        <p role="alert" className="text-[13px] text-bad">
          {problems[path]}
        </p>
      )}
      {tiers.map((tier, at) => {
        const isLast = at === tiers.length - 1;
        const field = (name: 'upTo' | 'unitPrice' | 'flat', label: string, hint?: string) => (
          <Field
            label={label}
            inputMode="decimal"
            autoComplete="off"
            aria-label={`${label}, tier ${at + 1}`}
            value={tier[name]}
            onChange={(event) => set(at, { [name]: event.target.value })}
            hint={hint}
            error={problems[`${path}.${at}.${name}`]}
          />
        );
        return (
          <div key={tier.id} className="flex items-end gap-2">
            <div className="grid min-w-0 flex-1 grid-cols-3 items-end gap-2">
              {isLast ? (
                <p className="flex h-9 items-center text-[13px] text-ink-faint">
                  {tiers.length === 1 ? 'All units' : 'Beyond that'}
                </p>
              ) : (
                field('upTo', 'Up to')
              )}
              {field('unitPrice', price)}
              {field('flat', 'Entry, USD')}
            </div>
            {tiers.length > 1 && (
              <IconButton
                label={`Remove tier ${at + 1}`}
                onClick={() => onChange(withoutTier(tiers, at))}
              >
                <X aria-hidden="true" className="size-4" />
              </IconButton>
            )}
          </div>
        );
      })}
      <Button className="self-start" onClick={add}>
        <Plus aria-hidden="true" className="size-3.5" /> Add a tier
      </Button>
    </div>
  );
}

/** Whichever is last then has no end. */
function withoutTier(tiers: readonly TierFields[], at: number): readonly TierFields[] {
  const rest = tiers.filter((_, i) => i !== at);
  return rest.map((tier, i) => (i === rest.length - 1 ? { ...tier, upTo: '' } : tier));
}
