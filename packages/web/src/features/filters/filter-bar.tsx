import { ListFilter } from 'lucide-react';
import type { ReactNode } from 'react';
import { sliceLabel } from '../../lib/ranges.ts';
import { FILTER_NAMES, type FilterName, type SpendSearch } from '../../lib/search.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Popover } from '../../ui/popover.tsx';
import { useInstallation } from '../session/session.ts';
import { AddFilter } from './add-filter.tsx';
import { DimensionName } from './dimension-name.tsx';
import { DIMENSION_WORDS } from './dimensions.ts';

interface FilterBarProps {
  search: SpendSearch;
  /** What is to be said of these from now on. */
  onChange: (change: Partial<SpendSearch>) => void;
  /** Ways to set further conditions of the screen, and those that hold. */
  tools?: ReactNode;
  children?: ReactNode;
}

/** What a screen is narrowed to: conditions that must all hold, each with the way to drop it. */
export function FilterBar({ search, onChange, tools, children }: FilterBarProps) {
  const { reportingTimeZone } = useInstallation();
  const set = (name: FilterName, values: readonly string[]) =>
    onChange({ [name]: values.length === 0 ? undefined : values });
  const of = (name: FilterName) => search[name] ?? [];
  const add = (name: FilterName, value: string) => set(name, [...new Set([...of(name), value])]);
  return (
    <section aria-label="Filters" className="mb-4 flex flex-wrap items-center gap-2">
      <Popover
        label="Add a filter"
        trigger={
          <Button>
            <ListFilter aria-hidden="true" className="size-3.5" /> Filter
          </Button>
        }
      >
        {(close) => <AddFilter onAdd={add} onDone={close} />}
      </Popover>
      {tools}
      {search.slice !== '' && (
        <Chip
          name="Time"
          removeLabel="Back to the whole range"
          onRemove={() => onChange({ slice: '' })}
        >
          {sliceLabel(search.slice, reportingTimeZone)}
        </Chip>
      )}
      {FILTER_NAMES.flatMap((name) =>
        of(name).map((value) => (
          <Chip
            key={`${name} ${value}`}
            name={DIMENSION_WORDS[name]}
            removeLabel={`Remove the filter on ${DIMENSION_WORDS[name].toLowerCase()}`}
            onRemove={() =>
              set(
                name,
                of(name).filter((each) => each !== value),
              )
            }
          >
            <DimensionName dimension={name} value={value} />
          </Chip>
        )),
      )}
      {children}
    </section>
  );
}
