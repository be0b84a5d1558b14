import { Layers } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { useMay } from '../session/session.ts';
import { TierCard } from './tier-card.tsx';
import { TierForm } from './tier-form.tsx';
import { Tiers_Query } from './tier-queries.ts';

export function TiersPanel() {
  const [result, refetch] = useQuery({ query: Tiers_Query, requestPolicy: 'cache-and-network' });
  const [making, setMaking] = useState(false);
  const { may } = useMay('MANAGE_BUDGETS');
  const make = may && (
    <Button look="solid" onClick={() => setMaking(true)}>
      New tier
    </Button>
  );
  return (
    <Panel title="Tiers" note="Limits that customers share" actions={make}>
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={6} />}>
        {({ tiers }) =>
          tiers.nodes.length === 0 ? (
            <Notice icon={Layers} title="No tiers yet" actions={make}>
              A tier is a named set of limits, such as a free plan of $4 a month. Changing it
              changes everybody on it.
            </Notice>
          ) : (
            <ul className="grid gap-3 p-3 pt-0 md:grid-cols-2">
              {tiers.nodes.map((tier) => (
                <TierCard key={tier.id} tier={tier} customers={tier.customers} />
              ))}
            </ul>
          )
        }
      </QueryView>
      <Sheet
        open={making}
        onClose={() => setMaking(false)}
        title="New tier"
        description="A named set of limits that customers share"
      >
        <TierForm onDone={() => setMaking(false)} />
      </Sheet>
    </Panel>
  );
}
