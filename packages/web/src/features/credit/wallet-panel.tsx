import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { useMay } from '../session/session.ts';
import { Balance } from './balance.tsx';
import type { WalletFacts } from './credit-queries.ts';
import { GrantForm } from './grant-form.tsx';
import { PrepaidChoice } from './prepaid-choice.tsx';

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
      <PrepaidChoice customer={customer} wallet={wallet} editable={may} />
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
