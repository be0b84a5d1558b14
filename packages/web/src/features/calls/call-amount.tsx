import { graphql, type ResultOf } from '../../lib/graphql.ts';
import type { MoneyStyle } from '../../lib/money.ts';
import { Badge } from '../../ui/badge.tsx';
import { Money } from '../../ui/money.tsx';

export const CallAmount_Event = graphql(`
  fragment CallAmount_Event on SpendEvent @_unmask {
    unpriced
    usageSource
    charge {
      amount
      currency
    }
  }
`);

interface CallAmountProps {
  call: ResultOf<typeof CallAmount_Event>;
  as?: MoneyStyle;
}

/** What one call is charged. No price is a badge and never $0: nobody knows yet what it cost. */
export function CallAmount({ call, as = 'call' }: CallAmountProps) {
  if (call.unpriced) {
    return (
      <Badge tone="warn" title="This model has no price, so the call is in no total">
        Unpriced
      </Badge>
    );
  }
  if (!call.charge) {
    return <Badge title="It had no price then: the correction has its charge">Priced later</Badge>;
  }
  return (
    <span className="inline-flex items-center gap-1.5">
      {call.usageSource === 'ESTIMATED' && (
        <Badge title="The provider reported no usage: tokens were counted by Tollgate">est.</Badge>
      )}
      <Money of={call.charge} as={as} />
    </span>
  );
}
