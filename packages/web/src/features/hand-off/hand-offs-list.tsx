import { Link } from '@tanstack/react-router';
import { Send } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { buttonClass } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type HandOffStatusName, HandOffs_Query } from './hand-off-queries.ts';
import { HAND_OFF_STATES } from './hand-off-words.ts';
import { HandOffsTable } from './hand-offs-table.tsx';

const ALL = 'ALL';
const NAMES: readonly HandOffStatusName[] = ['FAILED', 'PENDING', 'DONE'];
const CHOICES: readonly { value: HandOffStatusName | typeof ALL; label: string }[] = [
  { value: ALL, label: 'All of them' },
  ...NAMES.map((value) => ({ value, label: HAND_OFF_STATES[value].word })),
];

/** Every final invoice that was or is being handed over to a billing system. */
export function HandOffsList() {
  const [status, setStatus] = useState<HandOffStatusName | typeof ALL>(ALL);
  const filter = status === ALL ? null : { statuses: [status] };
  const [result, refetch] = useQuery({
    query: HandOffs_Query,
    variables: { filter, after: null },
    requestPolicy: 'cache-and-network',
  });
  const choice = (
    <Select label="Which of them" bare value={status} choices={CHOICES} onChoose={setStatus} />
  );
  return (
    <Panel title="Handed over" note="Latest first" actions={choice}>
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={8} />}>
        {({ invoiceHandOffs }) =>
          invoiceHandOffs.nodes.length > 0 ? (
            <HandOffsTable page={invoiceHandOffs} filter={filter} />
          ) : (
            <NoHandOffs isFiltered={filter !== null} />
          )
        }
      </QueryView>
    </Panel>
  );
}

function NoHandOffs({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) return <Notice icon={Send} title="None of them" />;
  return (
    <Notice
      icon={Send}
      title="Nothing was handed over yet"
      actions={
        <Link to="/settings" search={{ tab: 'billing' }} className={buttonClass('plain')}>
          Billing systems
        </Link>
      }
    >
      Stripe or Lago can take final invoices over, to send them and collect the money.
    </Notice>
  );
}
