import { Plus, Tags } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { formatCount } from '../../lib/counts.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeading } from '../../ui/page-heading.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { PagedRows } from '../paging/paged-rows.tsx';
import { useMay } from '../session/session.ts';
import { CardForm } from './card-form.tsx';
import { type CardFacts, RateCards_Query } from './card-queries.ts';
import { CardSheet } from './card-sheet.tsx';

/** What customers are charged, as far as it is not simply what the provider takes. */
export function RateCardsPage() {
  const [making, setMaking] = useState(false);
  const [opened, setOpened] = useState<CardFacts | null>(null);
  const { may } = useMay('MANAGE_PRICES');
  const [result, refetch] = useQuery({
    query: RateCards_Query,
    variables: { after: null },
    requestPolicy: 'cache-and-network',
  });
  // As it is now: a change made in the sheet is seen in it.
  const shown =
    opened && (result.data?.rateCards.nodes.find(({ id }) => id === opened.id) ?? opened);
  const make = may && (
    <Button look="solid" onClick={() => setMaking(true)}>
      <Plus aria-hidden="true" className="size-3.5" /> New card
    </Button>
  );
  return (
    <>
      <PageHeading title="Rate cards">{make}</PageHeading>
      <Panel title="Rate cards" note="Customers without one are billed at cost">
        <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={5} />}>
          {({ rateCards }) =>
            rateCards.nodes.length === 0 ? (
              <Notice icon={Tags} title="No rate cards yet" actions={make}>
                A card says what customers pay: a markup on cost, own prices, tiers, packages,
                allowances, minimums, fees and discounts.
              </Notice>
            ) : (
              <Table label="Rate cards">
                <thead>
                  <tr>
                    <Th>Card</Th>
                    <Th numeric>Versions</Th>
                    <Th numeric>Assigned to</Th>
                  </tr>
                </thead>
                <tbody>
                  <PagedRows
                    page={rateCards}
                    query={RateCards_Query}
                    variables={{}}
                    pick={(data) => data.rateCards}
                    columns={3}
                    what="cards"
                    row={(card) => <CardRow card={card} onOpen={() => setOpened(card)} />}
                  />
                </tbody>
              </Table>
            )
          }
        </QueryView>
      </Panel>
      <CardSheet card={shown ?? undefined} onClose={() => setOpened(null)} />
      <Sheet
        open={making}
        onClose={() => setMaking(false)}
        title="New rate card"
        description="Says what customers on it pay"
      >
        <CardForm onDone={() => setMaking(false)} />
      </Sheet>
    </>
  );
}

function CardRow({ card, onOpen }: { card: CardFacts; onOpen: () => void }) {
  return (
    <Tr>
      <RowHeader className="max-w-64 max-sm:max-w-40">
        <span className="flex items-center gap-2">
          <button
            type="button"
            onClick={onOpen}
            className="min-w-0 truncate rounded font-medium hover:underline"
          >
            {card.name}
          </button>
          {card.isDefault && <Badge tone="accent">Default</Badge>}
        </span>
      </RowHeader>
      <Td numeric>{formatCount(card.versions.length)}</Td>
      <Td numeric>{formatCount(card.assignments.length)}</Td>
    </Tr>
  );
}
