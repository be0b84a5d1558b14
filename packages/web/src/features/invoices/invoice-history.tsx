import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Badge } from '../../ui/badge.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { When } from '../../ui/when.tsx';
import { useInstallation } from '../session/session.ts';
import { AuditSheet, AuditSheet_Entry } from '../settings/audit-sheet.tsx';

const InvoiceHistory_Query = graphql(
  `
    query InvoiceHistory_Query($id: ID!) {
      auditEntries(first: 50, filter: { targetId: $id }) {
        nodes {
          id
          ...AuditSheet_Entry
        }
      }
    }
  `,
  [AuditSheet_Entry],
);

type Entry = ResultOf<typeof InvoiceHistory_Query>['auditEntries']['nodes'][number];

const DEEDS: Readonly<Record<string, string>> = {
  addInvoiceLine: 'added a line',
  createCreditNote: 'credited',
  finaliseInvoice: 'finalised',
  handOffInvoice: 'had it handed over',
  markInvoicePaid: 'marked it paid',
  refreshInvoice: 'refreshed',
  removeInvoiceLine: 'removed a line',
  replaceInvoice: 'had it replaced',
  voidInvoice: 'made it void',
};

/** Who did what to an invoice, latest first. */
export function InvoiceHistory({ invoiceId }: { invoiceId: string }) {
  const [opened, setOpened] = useState<Entry | null>(null);
  const [result, refetch] = useQuery({
    query: InvoiceHistory_Query,
    variables: { id: invoiceId },
    requestPolicy: 'cache-and-network',
  });
  return (
    <Panel title="History" note="Latest first">
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={3} />}>
        {({ auditEntries: { nodes } }) =>
          nodes.length === 0 ? (
            <p className="px-4 pb-4 text-[13px] text-ink-faint">
              Nobody has done anything to it by itself yet.
            </p>
          ) : (
            <ul className="divide-y divide-line border-t border-line text-[13px]">
              {nodes.map((entry) => (
                <Deed key={entry.id} entry={entry} onOpen={() => setOpened(entry)} />
              ))}
            </ul>
          )
        }
      </QueryView>
      <AuditSheet entry={opened} onClose={() => setOpened(null)} />
    </Panel>
  );
}

function Deed({ entry, onOpen }: { entry: Entry; onOpen: () => void }) {
  const { reportingTimeZone } = useInstallation();
  return (
    <li className="flex items-center gap-2 px-4 py-2">
      <button
        type="button"
        onClick={onOpen}
        className="min-w-0 flex-1 rounded text-left break-words hover:underline"
      >
        <span className="font-medium">{entry.actorName}</span> {deedOf(entry)}
      </button>
      {entry.outcome !== 'DONE' && <Badge tone="warn">{entry.outcome.toLowerCase()}</Badge>}
      <span className="shrink-0 text-xs text-ink-faint">
        <When at={entry.occurredAt} timeZone={reportingTimeZone} />
      </span>
    </li>
  );
}

function deedOf({ operation, arguments: asked }: Entry): string {
  if (operation !== 'setInvoiceInReview') return DEEDS[operation] ?? operation;
  const isReview = typeof asked === 'object' && asked !== null && Object(asked).inReview === true;
  return isReview ? 'put it in review' : 'made it a draft again';
}
