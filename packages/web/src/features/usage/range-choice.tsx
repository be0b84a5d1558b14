import { CalendarDays, ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { RANGE_NAMES, RANGES, type RangeText, rangeLabel } from '../../lib/ranges.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuChoices, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { RangeDays } from './range-days.tsx';

const CHOICES = RANGE_NAMES.map((value) => ({ value, label: RANGES[value].label }));

interface RangeChoiceProps {
  range: RangeText;
  onChoose: (range: RangeText) => void;
}

/** Which days are looked at. */
export function RangeChoice({ range, onChoose }: RangeChoiceProps) {
  const [choosingDays, setChoosingDays] = useState(false);
  const label = rangeLabel(range);
  return (
    <>
      <Menu
        trigger={
          <Button aria-label={`Range: ${label}`}>
            <CalendarDays aria-hidden="true" className="size-3.5 text-ink-faint" />
            {label}
            <ChevronDown aria-hidden="true" className="size-3.5 text-ink-faint" />
          </Button>
        }
      >
        <MenuChoices<RangeText> value={range} choices={CHOICES} onChoose={onChoose} />
        <MenuSeparator />
        <MenuItem onSelect={() => setChoosingDays(true)}>From a day to a day…</MenuItem>
      </Menu>
      <RangeDays
        open={choosingDays}
        range={range}
        onChoose={onChoose}
        onClose={() => setChoosingDays(false)}
      />
    </>
  );
}
