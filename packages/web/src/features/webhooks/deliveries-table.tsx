import { useState } from 'react';
import { formatCount } from '../../lib/counts.ts';
import { Badge } from '../../ui/badge.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { PagedRows } from '../paging/paged-rows.tsx';
import { useInstallation } from '../session/session.ts';
import { DeliverySheet } from './delivery-sheet.tsx';
import {
  type DeliveriesPage,
  type DeliveryFacts,
  type DeliveryStatusName,
  MoreDeliveries_Query,
} from './webhook-queries.ts';
import { DELIVERY_STATES } from './webhook-words.ts';

const COLUMNS = 5;

interface DeliveriesTableProps {
  endpointId: string;
  filter: { statuses: DeliveryStatusName[] } | null;
  page: DeliveriesPage;
}

/** What an endpoint was told, or is to be told. */
export function DeliveriesTable({ endpointId, filter, page }: DeliveriesTableProps) {
  const [opened, setOpened] = useState<string | null>(null);
  if (page.nodes.length === 0) {
    return (
      <p className="px-4 pb-4 text-[13px] text-ink-faint">
        {filter === null ? 'It was told nothing yet: send a ping.' : 'None of them.'}
      </p>
    );
  }
  return (
    <>
      <Table label="Deliveries">
        <thead>
          <tr>
            <Th numeric>No.</Th>
            <Th>Event</Th>
            <Th>Status</Th>
            <Th numeric className="max-sm:hidden">
              Attempts
            </Th>
            <Th className="max-sm:hidden">Happened</Th>
          </tr>
        </thead>
        <tbody>
          <PagedRows
            key={JSON.stringify(filter)}
            page={page}
            query={MoreDeliveries_Query}
            variables={{ id: endpointId, filter }}
            pick={(data) => data.webhookDeliveries}
            columns={COLUMNS}
            what="deliveries"
            row={(delivery) => (
              <DeliveryRow delivery={delivery} onOpen={() => setOpened(delivery.id)} />
            )}
          />
        </tbody>
      </Table>
      <DeliverySheet deliveryId={opened} onClose={() => setOpened(null)} />
    </>
  );
}

function DeliveryRow({ delivery, onOpen }: { delivery: DeliveryFacts; onOpen: () => void }) {
  const { reportingTimeZone } = useInstallation();
  const { sequence, eventType, customer, status, attempts, createdAt } = delivery;
  const last = delivery.lastFault ?? delivery.lastStatusCode;
  const { tone, word } = DELIVERY_STATES[status];
  return (
    <Tr>
      <Td numeric className="text-ink-soft">
        {formatCount(sequence)}
      </Td>
      <RowHeader className="max-w-56 max-sm:max-w-36">
        <button
          type="button"
          onClick={onOpen}
          className="block max-w-full truncate rounded font-mono text-xs font-medium hover:underline"
        >
          {eventType}
          <span className="sr-only">{`, delivery ${sequence}`}</span>
        </button>
        {customer !== null && (
          <span className="block truncate text-xs font-normal text-ink-faint">{customer}</span>
        )}
      </RowHeader>
      <Td>
        <Badge tone={tone}>{word}</Badge>
        {status !== 'DELIVERED' && last !== null && (
          <span className="block max-w-48 truncate text-xs text-ink-faint">{last}</span>
        )}
      </Td>
      <Td numeric className="max-sm:hidden">
        {formatCount(attempts)}
      </Td>
      <Td className="text-ink-soft max-sm:hidden">
        <When at={createdAt} timeZone={reportingTimeZone} />
      </Td>
    </Tr>
  );
}
