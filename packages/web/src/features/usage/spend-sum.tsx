import { TriangleAlert } from 'lucide-react';
import { plural } from '../../lib/counts.ts';
import { isZero, type MoneyText } from '../../lib/money.ts';
import { Badge } from '../../ui/badge.tsx';
import { Money } from '../../ui/money.tsx';

interface SpendSumProps {
  charge: MoneyText;
  unpricedCalls: number;
}

/** A sum of charges. It says when calls without a price are missing from it, and is never $0 then. */
export function SpendSum({ charge, unpricedCalls }: SpendSumProps) {
  if (unpricedCalls === 0) return <Money of={charge} as="total" />;
  const missing = `${plural(unpricedCalls, 'call')} without a price, not in this sum`;
  if (isZero(charge.amount)) {
    return (
      <Badge tone="warn" title={missing}>
        Unpriced
      </Badge>
    );
  }
  return (
    <span title={missing}>
      <TriangleAlert aria-hidden="true" className="mr-1 inline size-3.5 align-[-2px] text-warn" />
      <span className="sr-only">{missing}:</span>
      <Money of={charge} as="total" />
    </span>
  );
}
