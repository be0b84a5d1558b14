import { formatCount, formatShortCount } from '../lib/counts.ts';

interface CountProps {
  of: number;
  short?: boolean;
  className?: string;
}

/** A number of calls or tokens; whole on hover when shortened. */
export function Count({ of: count, short = false, className }: CountProps) {
  return (
    <data value={count} title={short ? formatCount(count) : undefined} className={className}>
      {short ? formatShortCount(count) : formatCount(count)}
    </data>
  );
}
