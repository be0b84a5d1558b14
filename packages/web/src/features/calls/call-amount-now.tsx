import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Money } from '../../ui/money.tsx';
import { CallAmount, CallAmount_Event } from './call-amount.tsx';

export const CallAmountNow_Event = graphql(
  `
    fragment CallAmountNow_Event on SpendEvent @_unmask {
      ...CallAmount_Event
      adjustments
      currentCharge {
        amount
        currency
      }
    }
  `,
  [CallAmount_Event],
);

/** What a call is charged with all its corrections, and what it was when it was recorded. */
export function CallAmountNow({ call }: { call: ResultOf<typeof CallAmountNow_Event> }) {
  if (call.adjustments === 0 || !call.currentCharge) return <CallAmount call={call} as="exact" />;
  return (
    <>
      <Money of={call.currentCharge} as="exact" />{' '}
      <span className="ml-1 text-[13px] font-normal tracking-normal text-ink-faint">
        corrected, {call.charge ? <Money of={call.charge} as="exact" /> : 'unpriced'} before
      </span>
    </>
  );
}
