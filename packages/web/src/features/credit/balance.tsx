import { Fact, Facts } from '../../ui/facts.tsx';
import { Money } from '../../ui/money.tsx';
import { OnDay } from '../../ui/when.tsx';
import { useInstallation } from '../session/session.ts';
import type { WalletFacts } from './credit-queries.ts';

/** What credit there is, and what of it is spent already. */
export function Balance({ wallet }: { wallet: WalletFacts }) {
  const { reportingTimeZone } = useInstallation();
  const { balance, unbilled, available, nextExpiryAt } = wallet;
  return (
    <>
      <p className="px-4 pb-3 text-2xl font-semibold tracking-tight" data-sum="Balance">
        <Money of={balance} as="billed" />
      </p>
      <Facts>
        <Fact name="Used, not billed yet">
          <Money of={unbilled} as="total" />
        </Fact>
        <Fact name="Available">
          <Money of={available} as="total" className="font-medium" />
        </Fact>
        {nextExpiryAt !== null && (
          <Fact name="Some of it ends">
            <OnDay at={nextExpiryAt} timeZone={reportingTimeZone} />
          </Fact>
        )}
      </Facts>
    </>
  );
}
