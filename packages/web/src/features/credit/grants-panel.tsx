import { useState } from 'react';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { OnDay } from '../../ui/when.tsx';
import { PagedRows } from '../paging/paged-rows.tsx';
import { useInstallation } from '../session/session.ts';
import { type GrantFacts, type GrantsPage, MoreGrants_Query } from './credit-queries.ts';
import { GrantSheet } from './grant-sheet.tsx';

const STATES: Readonly<Record<GrantFacts['state'], { tone: Tone; word: string }>> = {
  LIVE: { tone: 'good', word: 'Live' },
  SPENT: { tone: 'neutral', word: 'Spent' },
  EXPIRED: { tone: 'warn', word: 'Expired' },
  VOIDED: { tone: 'bad', word: 'Void' },
};

const COLUMNS = 5;

interface GrantsPanelProps {
  customer: string;
  page: GrantsPage;
}

/** The credit of a customer, grant by grant, latest first. */
export function GrantsPanel({ customer, page }: GrantsPanelProps) {
  const [opened, setOpened] = useState<GrantFacts | null>(null);
  // As it is now: a change made in the sheet is seen in it.
  const shown = opened && (page.nodes.find(({ id }) => id === opened.id) ?? opened);
  return (
    <Panel title="Credit grants" note="Latest first">
      <Table label="Credit grants">
        <thead>
          <tr>
            <Th>Credit</Th>
            <Th>State</Th>
            <Th className="max-sm:hidden">Ends</Th>
            <Th numeric className="max-sm:hidden">
              Granted
            </Th>
            <Th numeric>Left</Th>
          </tr>
        </thead>
        <tbody>
          <PagedRows
            page={page}
            query={MoreGrants_Query}
            variables={{ customer }}
            pick={(data) => data.creditGrants}
            columns={COLUMNS}
            what="grants"
            row={(grant) => <GrantRow grant={grant} onOpen={() => setOpened(grant)} />}
          />
        </tbody>
      </Table>
      <GrantSheet grant={shown} onClose={() => setOpened(null)} />
    </Panel>
  );
}

function GrantRow({ grant, onOpen }: { grant: GrantFacts; onOpen: () => void }) {
  const { reportingTimeZone } = useInstallation();
  const { name, state, expiresAt, amount, remaining } = grant;
  return (
    <Tr>
      <RowHeader className="max-w-56 max-sm:max-w-36">
        <button
          type="button"
          onClick={onOpen}
          className="block max-w-full truncate rounded font-medium hover:underline"
        >
          {name}
          <span className="sr-only">, what became of it</span>
        </button>
      </RowHeader>
      <Td>
        <Badge tone={STATES[state].tone}>{STATES[state].word}</Badge>
      </Td>
      <Td className="text-ink-soft max-sm:hidden">
        {expiresAt === null ? 'Never' : <OnDay at={expiresAt} timeZone={reportingTimeZone} />}
      </Td>
      <Td numeric className="text-ink-soft max-sm:hidden">
        <Money of={amount} as="billed" />
      </Td>
      <Td numeric>
        <Money of={remaining} as="billed" className="font-medium" />
      </Td>
    </Tr>
  );
}
