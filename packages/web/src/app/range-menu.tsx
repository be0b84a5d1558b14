import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { RangeChoice } from '../features/usage/range-choice.tsx';
import type { RangeText } from '../lib/ranges.ts';

const route = getRouteApi('/app');

/** The range of every figure that is not live; kept in the address and from screen to screen. */
export function RangeMenu() {
  const { range } = route.useSearch();
  const navigate = useNavigate();
  const choose = (next: RangeText) =>
    navigate({ to: '.', search: (search) => ({ ...search, range: next }), resetScroll: false });
  return <RangeChoice range={range} onChoose={choose} />;
}
