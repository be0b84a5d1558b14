import { formatInstant } from '../../lib/dates.ts';

/** When a budget begins anew. */
export function ResetsAt({ at, timeZone }: { at: string | null; timeZone: string }) {
  if (at === null) return 'never resets';
  return (
    <>
      resets{' '}
      <time dateTime={at} className="whitespace-nowrap">
        {formatInstant(at, timeZone)}
      </time>
    </>
  );
}
