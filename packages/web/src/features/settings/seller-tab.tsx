import { useState } from 'react';
import { useQuery } from 'urql';
import { Button } from '../../ui/button.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { useMay } from '../session/session.ts';
import { SellerForm } from './seller-form.tsx';
import { Seller_Query, type SellerFacts } from './seller-queries.ts';

/** Whose invoices they are: what stands at the head and the foot of each. */
export function SellerTab() {
  const [editing, setEditing] = useState(false);
  const [result, refetch] = useQuery({ query: Seller_Query, requestPolicy: 'cache-and-network' });
  const { may } = useMay('MANAGE_INVOICES');
  const close = () => setEditing(false);
  return (
    <Panel
      title="Seller"
      note="Stands on every invoice"
      actions={may && <Button onClick={() => setEditing(true)}>Edit</Button>}
    >
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={6} />}>
        {({ seller }) => (
          <>
            <SellerView seller={seller} />
            <Sheet
              open={editing}
              onClose={close}
              title="Seller"
              description="What stands on every invoice of whose it is"
            >
              {editing && <SellerForm seller={seller} onDone={close} />}
            </Sheet>
          </>
        )}
      </QueryView>
    </Panel>
  );
}

function SellerView({ seller }: { seller: SellerFacts }) {
  const { name, address, email, taxId, paymentInstructions, footer, revision } = seller;
  return (
    <>
      {revision === 0 && (
        <p className="mx-4 mb-3 rounded-lg bg-warn-well px-3 py-2 text-[13px] text-warn">
          Nothing was said yet of whose invoices they are: they carry this name and nothing else.
        </p>
      )}
      <address className="px-4 pb-3 text-[13px] break-words whitespace-pre-line not-italic">
        <span className="block font-medium">{name}</span>
        {address !== '' && <span className="block text-ink-soft">{address}</span>}
        {email !== '' && <span className="block text-ink-soft">{email}</span>}
      </address>
      <Facts>
        <Fact name="Tax id">{taxId === '' ? '—' : taxId}</Fact>
        <Fact name="How to pay">
          <span className="whitespace-pre-line">
            {paymentInstructions === '' ? '—' : paymentInstructions}
          </span>
        </Fact>
        <Fact name="At the foot">
          <span className="whitespace-pre-line">{footer === '' ? '—' : footer}</span>
        </Fact>
      </Facts>
    </>
  );
}
