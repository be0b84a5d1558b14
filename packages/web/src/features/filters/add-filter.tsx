import { type SubmitEvent, useState } from 'react';
import { FILTER_NAMES, type FilterName } from '../../lib/search.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { DimensionValue } from './dimension-value.tsx';
import { DIMENSION_WORDS } from './dimensions.ts';

const CHOICES = FILTER_NAMES.map((value) => ({ value, label: DIMENSION_WORDS[value] }));

interface AddFilterProps {
  onAdd: (dimension: FilterName, value: string) => void;
  onDone: () => void;
}

/** A dimension and a value of it. */
export function AddFilter({ onAdd, onDone }: AddFilterProps) {
  const [dimension, setDimension] = useState<FilterName>('customer');
  const [value, setValue] = useState('');
  const add = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (value === '') return;
    onAdd(dimension, value);
    onDone();
  };
  return (
    <form onSubmit={add} className="flex flex-col gap-3">
      <Select
        label="Only calls with"
        value={dimension}
        choices={CHOICES}
        onChoose={(next) => {
          setDimension(next);
          setValue('');
        }}
      />
      <DimensionValue key={dimension} dimension={dimension} value={value} onChange={setValue} />
      <Button look="solid" type="submit" className="self-end" aria-disabled={value === ''}>
        Add
      </Button>
    </form>
  );
}
