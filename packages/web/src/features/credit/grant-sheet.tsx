import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useQuery } from 'urql';
import { randomId } from '../../lib/random-id.ts';
import { Button } from '../../ui/button.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Field } from '../../ui/field.tsx';
import { Money } from '../../ui/money.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { OnDay } from '../../ui/when.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { useAction } from '../forms/use-action.ts';
import { PagedRows } from '../paging/paged-rows.tsx';
import { useInstallation, useMay } from '../session/session.ts';
import {
  ALTERED,
  type EntryFacts,
  GrantEntries_Query,
  type GrantFacts,
  VoidGrant_Mutation,
} from './credit-queries.ts';

interface GrantSheetProps {
  /** Null: closed. */
  grant: GrantFacts | null;
  onClose: () => void;
}

/** One grant: what became of it, entry by entry, and taking back what is left. */
export function GrantSheet({ grant, onClose }: GrantSheetProps) {
  return (
    <Sheet
      open={grant !== null}
      onClose={onClose}
      title={grant?.name ?? ''}
      description="What became of this credit"
    >
      {grant && <GrantDetails key={grant.id} grant={grant} />}
    </Sheet>
  );
}

function GrantDetails({ grant }: { grant: GrantFacts }) {
  const [voiding, setVoiding] = useState(false);
  const { may } = useMay('MANAGE_INVOICES');
  const { reportingTimeZone } = useInstallation();
  if (voiding) return <VoidGrant grant={grant} onDone={() => setVoiding(false)} />;
  return (
    <>
      {may && grant.state === 'LIVE' && (
        <div className="p-4">
          <Button onClick={() => setVoiding(true)}>Take back what is left…</Button>
        </div>
      )}
      <Facts>
        <Fact name="Granted">
          <Money of={grant.amount} as="billed" />
        </Fact>
        <Fact name="Paid invoices">
          <Money of={grant.applied} as="billed" />
        </Fact>
        <Fact name="Expired">
          <Money of={grant.expired} as="billed" />
        </Fact>
        <Fact name="Taken back">
          <Money of={grant.voided} as="billed" />
        </Fact>
        <Fact name="Left">
          <Money of={grant.remaining} as="billed" className="font-semibold" />
        </Fact>
        <Fact name="Priority">{grant.priority}</Fact>
        <Fact name="Made">
          <OnDay at={grant.createdAt} timeZone={reportingTimeZone} />
          {` · ${grant.createdBy}`}
        </Fact>
      </Facts>
      <Entries grantId={grant.id} />
    </>
  );
}

function Entries({ grantId }: { grantId: string }) {
  const [result, refetch] = useQuery({
    query: GrantEntries_Query,
    variables: { id: grantId },
    requestPolicy: 'cache-and-network',
  });
  return (
    <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={4} />}>
      {({ creditEntries }) => (
        <Table label="What became of it">
          <thead>
            <tr>
              <Th>What</Th>
              <Th>When</Th>
              <Th numeric>Amount</Th>
            </tr>
          </thead>
          <tbody>
            <PagedRows
              page={creditEntries}
              query={GrantEntries_Query}
              variables={{ id: grantId }}
              pick={(data) => data.creditEntries}
              columns={3}
              what="entries"
              row={(entry) => <EntryRow entry={entry} />}
            />
          </tbody>
        </Table>
      )}
    </QueryView>
  );
}

const WORDS: Readonly<Record<EntryFacts['kind'], string>> = {
  APPLIED: 'Paid',
  RETURNED: 'Given back',
  EXPIRED: 'Expired',
  VOIDED: 'Taken back',
};

function EntryRow({ entry }: { entry: EntryFacts }) {
  const { reportingTimeZone } = useInstallation();
  const { kind, invoiceId, invoiceNumber, reason, createdAt, createdBy, amount } = entry;
  return (
    <Tr>
      <RowHeader className="py-1.5 break-words">
        {WORDS[kind]}
        {invoiceId !== null && (
          <>
            {' '}
            <Link
              to="/invoices/$invoiceId"
              params={{ invoiceId }}
              className="font-medium underline"
            >
              {invoiceNumber ?? 'the invoice'}
            </Link>
          </>
        )}
        {reason !== '' && <span className="block text-xs text-ink-faint">{reason}</span>}
      </RowHeader>
      <Td className="text-ink-soft">
        <OnDay at={createdAt} timeZone={reportingTimeZone} />
        <span className="block text-xs text-ink-faint">{createdBy}</span>
      </Td>
      <Td numeric>
        <Money of={amount} as="billed" />
      </Td>
    </Tr>
  );
}

function VoidGrant({ grant, onDone }: { grant: GrantFacts; onDone: () => void }) {
  const [idempotencyKey] = useState(randomId);
  const [reason, setReason] = useState('');
  const take = useAction(VoidGrant_Mutation, { fields: ['reason'], touches: ALTERED });
  const submit = async () => {
    const request = { id: grant.id, reason: reason.trim(), idempotencyKey };
    if (await take.run(request)) onDone();
  };
  return (
    <FormShell
      submit="Take it back"
      danger
      busy={take.busy}
      error={take.problems['form']}
      onSubmit={() => void submit()}
      onCancel={onDone}
    >
      <p className="text-[13px] text-ink-soft">
        <Money of={grant.remaining} as="billed" className="font-semibold text-ink" /> of it is left
        and pays for nothing any more. What it has paid stays paid.
      </p>
      <Field
        label="Reason"
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        error={take.problems['reason']}
      />
    </FormShell>
  );
}
