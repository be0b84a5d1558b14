import { CalendarDays, ChevronDown } from 'lucide-react';
import { RANGE_NAMES, RANGES, type RangeName } from '../../lib/ranges.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuChoices } from '../../ui/menu.tsx';

const CHOICES = RANGE_NAMES.map((value) => ({ value, label: RANGES[value].label }));

interface RangeChoiceProps {
  range: RangeName;
  onChoose: (range: RangeName) => void;
}

/** Which days are looked at. */
export function RangeChoice({ range, onChoose }: RangeChoiceProps) {
  return (
    <Menu
      trigger={
        <Button aria-label={`Range: ${RANGES[range].label}`}>
          <CalendarDays aria-hidden="true" className="size-3.5 text-ink-faint" />
          {RANGES[range].label}
          <ChevronDown aria-hidden="true" className="size-3.5 text-ink-faint" />
        </Button>
      }
    >
      <MenuChoices value={range} choices={CHOICES} onChoose={onChoose} />
    </Menu>
  );
}
