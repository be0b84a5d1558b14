import { Link } from '@tanstack/react-router';
import { Plus, Tags } from 'lucide-react';
import { useQuery } from 'urql';
import { formatCount } from '../../lib/counts.ts';
import { Badge } from '../../ui/badge.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeading } from '../../ui/page-heading.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { PagedRows } from '../paging/paged-rows.tsx';
import { useMay } from '../session/session.ts';
import { type CardFacts, RateCards_Query } from './card-queries.ts';

/** What customers are charged, as far as it is not simply what the provider takes. */
export function RateCardsPage() {
  const { may } = useMay('MANAGE_PRICES');
  const [result, refetch] = useQuery({
    query: RateCards_Query,
    variables: { after: null },
    requestPolicy: 'cache-and-network',
  });
  const make = may && (
    <Link to="/new-rate-card" className={buttonClass('solid')}>
      <Plus aria-hidden="true" className="size-3.5" /> New card
    </Link>
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
                    row={(card) => <CardRow card={card} />}
                  />
                </tbody>
              </Table>
            )
          }
        </QueryView>
      </Panel>
    </>
  );
}

function CardRow({ card }: { card: CardFacts }) {
  return (
    <Tr>
      <RowHeader className="max-w-64 max-sm:max-w-40">
        <span className="flex items-center gap-2">
          <Link
            to="/rate-cards/$name"
            params={{ name: card.name }}
            className="min-w-0 truncate rounded font-medium hover:underline"
          >
            {card.name}
          </Link>
          {card.isDefault && <Badge tone="accent">Default</Badge>}
        </span>
      </RowHeader>
      <Td numeric>{formatCount(card.versions.length)}</Td>
      <Td numeric>{formatCount(card.assignments.length)}</Td>
    </Tr>
  );
}
