import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Money } from '../../ui/money.tsx';

export const CallWallet_Event = graphql(`
  fragment CallWallet_Event on SpendEvent @_unmask {
    prepaidWallet @include(if: $withBilling) {
      available {
        amount
        currency
      }
    }
  }
`);

/** The prepaid credit that a call like this must be paid from, beside its budgets. */
export function CallWallet({ event }: { event: ResultOf<typeof CallWallet_Event> }) {
  if (event.prepaidWallet == null) return null;
  return (
    <section aria-label="Prepaid credit" className="border-t border-line px-4 py-3 text-[13px]">
      <h3 className="mb-1 font-semibold">Prepaid credit, as it is now</h3>
      <p className="flex justify-between gap-4">
        <span className="min-w-0 text-ink-soft">Available for further calls</span>
        <Money of={event.prepaidWallet.available} as="billed" />
      </p>
    </section>
  );
}
