import { Link } from '@tanstack/react-router';
import { ChartColumnStacked, ScrollText } from 'lucide-react';
import type { FilterSearch, GroupName } from '../../lib/search.ts';
import { buttonClass } from '../../ui/button.tsx';

/** The way from some spend to all that can be asked about it. */
export function OpenInUsage({ filters = {}, group }: { filters?: FilterSearch; group: GroupName }) {
  return (
    <Link to="/usage" search={{ ...filters, group }} className={buttonClass('plain')}>
      <ChartColumnStacked aria-hidden="true" className="size-3.5" />
      Explore
    </Link>
  );
}

/** The way to the calls that some spend is made of. */
export function OpenInLogs({ filters = {}, label }: { filters?: FilterSearch; label: string }) {
  return (
    <Link to="/logs" search={filters} className={buttonClass('plain')}>
      <ScrollText aria-hidden="true" className="size-3.5" />
      {label}
    </Link>
  );
}
