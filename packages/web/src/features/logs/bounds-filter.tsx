import { SlidersHorizontal } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { type LogsSearch, readLogsSearch } from '../../lib/search.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Field } from '../../ui/field.tsx';
import { Popover } from '../../ui/popover.tsx';

type Bounds = Pick<LogsSearch, 'minSpend' | 'maxSpend' | 'minMs' | 'maxMs' | 'unpriced'>;

interface BoundsFilterProps {
  search: LogsSearch;
  onChange: (change: Bounds) => void;
}

/** Asks how much calls were charged and how long they took. */
export function BoundsFilter({ search, onChange }: BoundsFilterProps) {
  return (
    <Popover
      label="Spend and duration"
      trigger={
        <Button>
          <SlidersHorizontal aria-hidden="true" className="size-3.5" /> Spend, duration
        </Button>
      }
    >
      {(close) => (
        <BoundsForm
          bounds={boundsOf(search)}
          onApply={(next) => {
            onChange(next);
            close();
          }}
        />
      )}
    </Popover>
  );
}

function boundsOf({ minSpend, maxSpend, minMs, maxMs, unpriced }: LogsSearch): Bounds {
  return { minSpend, maxSpend, minMs, maxMs, unpriced };
}

/** The bounds that hold. */
export function BoundsChips({ search, onChange }: BoundsFilterProps) {
  const bounds = boundsOf(search);
  const { minSpend, maxSpend, minMs, maxMs, unpriced } = bounds;
  const set = (change: Partial<Bounds>) => onChange({ ...bounds, ...change });
  return (
    <>
      {(minSpend !== '' || maxSpend !== '') && (
        <Chip
          name="Spend"
          removeLabel="Remove the filter on spend"
          onRemove={() => set({ minSpend: '', maxSpend: '' })}
        >
          {between(minSpend, maxSpend, '$', '')}
        </Chip>
      )}
      {(minMs !== '' || maxMs !== '') && (
        <Chip
          name="Duration"
          removeLabel="Remove the filter on duration"
          onRemove={() => set({ minMs: '', maxMs: '' })}
        >
          {between(minMs, maxMs, '', ' ms')}
        </Chip>
      )}
      {unpriced && (
        <Chip
          name="Price"
          removeLabel="Remove the filter on prices"
          onRemove={() => set({ unpriced: undefined })}
        >
          not known
        </Chip>
      )}
    </>
  );
}

function between(min: string, max: string, before: string, after: string): string {
  const [from, to] = [min, max].map((bound) => `${before}${bound}${after}`);
  if (max === '') return `at least ${from}`;
  return min === '' ? `at most ${to}` : `${from} to ${to}`;
}

interface BoundsFormProps {
  bounds: Bounds;
  onApply: (bounds: Bounds) => void;
}

function BoundsForm({ bounds, onApply }: BoundsFormProps) {
  const [draft, setDraft] = useState(bounds);
  const field = (name: Exclude<keyof Bounds, 'unpriced'>, label: string) => (
    <Field
      label={label}
      inputMode="decimal"
      autoComplete="off"
      value={draft[name]}
      error={readLogsSearch(draft)[name] === draft[name] ? undefined : 'Not a number'}
      onChange={(event) => setDraft({ ...draft, [name]: event.target.value.trim() })}
    />
  );
  const apply = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onApply(readLogsSearch(draft));
  };
  return (
    <form onSubmit={apply} noValidate className="flex flex-col gap-3">
      <div className="grid grid-cols-2 gap-3">
        {field('minSpend', 'Spend from, $')}
        {field('maxSpend', 'to, $')}
        {field('minMs', 'Duration from, ms')}
        {field('maxMs', 'to, ms')}
      </div>
      <label className="flex items-center gap-2 text-[13px]">
        <input
          type="checkbox"
          checked={draft.unpriced === 'true'}
          onChange={(event) =>
            setDraft({ ...draft, unpriced: event.target.checked ? 'true' : undefined })
          }
        />
        Only calls without a price
      </label>
      <Button look="solid" type="submit" className="self-end">
        Show
      </Button>
    </form>
  );
}
