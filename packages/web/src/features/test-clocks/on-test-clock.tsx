import { Link } from '@tanstack/react-router';
import { FlaskConical } from 'lucide-react';
import { formatInstant } from '../../lib/dates.ts';

/** A customer on a time of its own: what is shown of it is not of today. */
export function OnTestClock({ clock: { name, now } }: { clock: { name: string; now: string } }) {
  return (
    <p className="mb-4 flex items-start gap-2 rounded-lg bg-accent-well px-3 py-2 text-[13px] text-accent">
      <FlaskConical aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0 flex-1 break-words">
        <strong>On the test clock {name}:</strong> there it is {formatInstant(now, 'UTC')}. Nobody
        owes what is billed here.{' '}
        <Link to="/settings" search={{ tab: 'billing' }} className="font-medium underline">
          Test clocks
        </Link>
      </span>
    </p>
  );
}
