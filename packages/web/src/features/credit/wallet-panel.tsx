import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { OnDay } from '../../ui/when.tsx';
import { useInstallation, useMay } from '../session/session.ts';
import type { WalletFacts } from './credit-queries.ts';
import { GrantForm } from './grant-form.tsx';

interface WalletPanelProps {
  customer: string;
  wallet: WalletFacts;
}

/** What credit a customer has, what of it is spent already, and whether calls end with it. */
export function WalletPanel({ customer, wallet }: WalletPanelProps) {
  const [granting, setGranting] = useState(false);
  const { may } = useMay('MANAGE_INVOICES');
  const close = () => setGranting(false);
  const grant = may && (
    <Button onClick={() => setGranting(true)}>
      <Plus aria-hidden="true" className="size-3.5" /> Grant credit
    </Button>
  );
  return (
    <Panel title="Prepaid balance" actions={grant}>
      <Balance wallet={wallet} />
      <Sheet
        open={granting}
        onClose={close}
        title={`Grant credit to ${customer}`}
        description="Credit that pays invoices when they are finalised"
      >
        {granting && (
          <GrantForm customer={customer} currency={wallet.balance.currency} onDone={close} />
        )}
      </Sheet>
    </Panel>
  );
}

function Balance({ wallet }: { wallet: WalletFacts }) {
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
