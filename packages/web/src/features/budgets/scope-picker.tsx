import { Plus, X } from 'lucide-react';
import { Button, IconButton } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { DimensionValue } from '../filters/dimension-value.tsx';
import { DIMENSION_WORDS } from '../filters/dimensions.ts';
import { SCOPE_DIMENSIONS, type ScopeDimension, type ScopeTerm } from './scope-terms.ts';

interface ScopePickerProps {
  terms: readonly ScopeTerm[];
  onChange: (terms: readonly ScopeTerm[]) => void;
  error?: string | undefined;
}

/** Whose spend counts: conditions that must all hold. */
export function ScopePicker({ terms, onChange, error }: ScopePickerProps) {
  const free = SCOPE_DIMENSIONS.filter((each) => !terms.some((term) => term.dimension === each));
  const replace = (index: number, term: ScopeTerm) =>
    onChange(terms.map((each, at) => (at === index ? term : each)));
  return (
    <fieldset className="flex flex-col gap-2 rounded-lg border border-line p-3">
      <legend className="px-1 text-[13px] font-medium">Whose spend counts</legend>
      {error && (
        <p role="alert" className="text-[13px] text-bad">
          {error}
        </p>
      )}
      {terms.length === 0 && <p className="text-[13px] text-ink-soft">All calls together.</p>}
      {terms.map((term, index) => (
        <div key={term.dimension} className="flex items-end gap-2">
          <div className="w-32 shrink-0">
            <Select
              label={index === 0 ? 'Calls with' : 'and'}
              value={term.dimension}
              choices={[term.dimension, ...free].map(optionOf)}
              onChoose={(dimension) => replace(index, { dimension, value: '' })}
            />
          </div>
          <div className="min-w-0 flex-1">
            <DimensionValue
              key={term.dimension}
              dimension={term.dimension}
              value={term.value}
              onChange={(value) => replace(index, { ...term, value })}
            />
          </div>
          <IconButton
            label={`Remove the condition on ${DIMENSION_WORDS[term.dimension]}`}
            className="mb-0.5"
            onClick={() => onChange(terms.filter((_, at) => at !== index))}
          >
            <X aria-hidden="true" className="size-4" />
          </IconButton>
        </div>
      ))}
      {free[0] && (
        <Button
          look="quiet"
          className="self-start"
          onClick={() => free[0] && onChange([...terms, { dimension: free[0], value: '' }])}
        >
          <Plus aria-hidden="true" className="size-4" /> Add a condition
        </Button>
      )}
    </fieldset>
  );
}

function optionOf(dimension: ScopeDimension) {
  return { value: dimension, label: DIMENSION_WORDS[dimension] };
}
