import { formatDate, formatInstant, formatMoment } from '../lib/dates.ts';
import { formatRelative } from '../lib/relative-time.ts';
import { useNow } from '../lib/use-now.ts';

/** How long ago, with the exact time and its zone on hover. */
export function When({ at, timeZone }: { at: string; timeZone: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={formatInstant(at, timeZone)} className="whitespace-nowrap">
      {formatRelative(at, now)}
    </time>
  );
}

/** The day, with the exact time and its zone on hover: for what is long past. */
export function OnDay({ at, timeZone }: { at: string; timeZone: string }) {
  return (
    <time dateTime={at} title={formatInstant(at, timeZone)} className="whitespace-nowrap">
      {formatDate(at, timeZone)}
    </time>
  );
}

/** The exact time, with its year and zone on hover: for what is searched. */
export function At({ instant, timeZone }: { instant: string; timeZone: string }) {
  return (
    <time dateTime={instant} title={formatInstant(instant, timeZone)} className="tabular-nums">
      {formatMoment(instant, timeZone)}
    </time>
  );
}
