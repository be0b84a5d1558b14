import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { CalendarDays, ChevronDown } from 'lucide-react';
import { RANGE_NAMES, RANGES, type RangeName } from '../lib/ranges.ts';
import { Button } from '../ui/button.tsx';
import { Menu, MenuChoices } from '../ui/menu.tsx';

const route = getRouteApi('/app');

const CHOICES = RANGE_NAMES.map((value) => ({ value, label: RANGES[value].label }));

/** The range of every figure that is not live; kept in the address and from screen to screen. */
export function RangeMenu() {
  const { range } = route.useSearch();
  const navigate = useNavigate();
  const choose = (next: RangeName) =>
    navigate({ to: '.', search: (search) => ({ ...search, range: next }), resetScroll: false });
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
      <MenuChoices value={range} choices={CHOICES} onChoose={choose} />
    </Menu>
  );
}
