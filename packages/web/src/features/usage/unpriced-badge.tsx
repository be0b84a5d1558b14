import { plural } from '../../lib/counts.ts';
import { Badge } from '../../ui/badge.tsx';

/** Says that a sum is not complete: some calls have no price, and so are in no total. */
export function UnpricedBadge({ calls }: { calls: number }) {
  if (calls === 0) return null;
  return (
    <Badge tone="warn" title={`${plural(calls, 'call')} without a price, not in this sum`}>
      {calls} unpriced
    </Badge>
  );
}
