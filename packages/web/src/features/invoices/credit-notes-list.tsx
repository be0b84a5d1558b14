import { FileMinus } from 'lucide-react';
import { useQuery } from 'urql';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { CreditNotes_Query } from './credit-notes.ts';
import { CreditNotesTable } from './credit-notes-table.tsx';

/** Every credit note there is. */
export function CreditNotesList() {
  const [result, refetch] = useQuery({
    query: CreditNotes_Query,
    variables: { customer: null, after: null },
    requestPolicy: 'cache-and-network',
  });
  return (
    <Panel title="Credit notes" note="Latest first">
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={8} />}>
        {({ creditNotes }) =>
          creditNotes.nodes.length > 0 ? (
            <CreditNotesTable page={creditNotes} customer={null} />
          ) : (
            <Notice icon={FileMinus} title="No credit notes yet">
              A credit note takes back part or all of a final invoice, which stays as it is.
            </Notice>
          )
        }
      </QueryView>
    </Panel>
  );
}
