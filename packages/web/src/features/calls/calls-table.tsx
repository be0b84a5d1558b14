import { type ReactNode, useState } from 'react';
import type { FragmentOf } from '../../lib/graphql.ts';
import { Table, Th } from '../../ui/table.tsx';
import { CallRow, type CallRow_Event } from './call-row.tsx';

interface CallsTableProps {
  label: string;
  withCustomer: boolean;
  detailed?: boolean;
  children: ReactNode;
}

export function CallsTable({ label, withCustomer, detailed = false, children }: CallsTableProps) {
  return (
    <Table label={label} className="md:min-w-3xl">
      <thead>
        <tr>
          <Th>Time</Th>
          {withCustomer && <Th>Customer</Th>}
          <Th className={withCustomer ? 'max-sm:hidden' : ''}>Model</Th>
          <Th numeric className="max-sm:hidden">
            Tokens in → out
          </Th>
          <Th numeric>Spend</Th>
          {detailed && (
            <Th numeric className="max-md:hidden">
              Duration
            </Th>
          )}
          <Th>Status</Th>
          <Th className="max-md:hidden">Tags</Th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </Table>
  );
}

interface CallRowsProps {
  events: readonly ({ id: string } & FragmentOf<typeof CallRow_Event>)[];
  withCustomer: boolean;
}

/** The rows; those that come in later light up once. */
export function CallRows({ events, withCustomer }: CallRowsProps) {
  const [known] = useState(() => new Set(events.map((event) => event.id)));
  return events.map((event) => (
    <CallRow
      key={event.id}
      event={event}
      fresh={!known.has(event.id)}
      withCustomer={withCustomer}
    />
  ));
}
