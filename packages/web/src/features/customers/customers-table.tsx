import type { ReactNode } from 'react';
import type { ResultOf } from '../../lib/graphql.ts';
import { toLength } from '../../lib/money.ts';
import type { CustomerOrderName } from '../../lib/search.ts';
import { cx } from '../../ui/cx.ts';
import { RowHeader, Table, Td, Th, TotalRow } from '../../ui/table.tsx';
import { TotalsCells } from '../usage/totals-cells.tsx';
import { CustomerRows } from './customer-rows.tsx';
import type { Customers_Query, CustomersVariables } from './customers-query.ts';

interface CustomersTableProps {
  data: ResultOf<typeof Customers_Query>;
  variables: CustomersVariables;
  order: CustomerOrderName;
  onOrder: (order: CustomerOrderName) => void;
}

export function CustomersTable({ data, variables, order, onOrder }: CustomersTableProps) {
  const { customers, usage } = data;
  const longest = toLength(usage.rows.nodes[0]?.totals.charge.amount ?? '0');
  const sort = { order, onOrder };
  return (
    <Table label="Customers" className="md:min-w-2xl">
      <thead>
        <tr>
          <SortableTh by="id" direction="ascending" {...sort}>
            Customer
          </SortableTh>
          <Th className="max-md:hidden">
            <span className="sr-only">Share of the highest</span>
          </Th>
          <SortableTh by="spend" direction="descending" numeric {...sort}>
            Spend
          </SortableTh>
          <Th numeric>Calls</Th>
          <Th numeric className="max-sm:hidden">
            Tokens in → out
          </Th>
          <Th numeric className="max-lg:hidden">
            First seen
          </Th>
          <SortableTh
            by="last-seen"
            direction="descending"
            numeric
            className="max-md:hidden"
            {...sort}
          >
            Last seen
          </SortableTh>
        </tr>
      </thead>
      <tbody>
        <CustomerRows
          key={JSON.stringify(variables)}
          page={customers}
          variables={variables}
          longest={longest}
        />
      </tbody>
      <tfoot>
        <TotalRow>
          <RowHeader className="font-medium">All calls</RowHeader>
          <Td className="max-md:hidden" />
          <TotalsCells totals={usage.totals} />
          <Td className="max-lg:hidden" />
          <Td className="max-md:hidden" />
        </TotalRow>
      </tfoot>
    </Table>
  );
}

interface SortableThProps {
  by: CustomerOrderName;
  direction: 'ascending' | 'descending';
  order: CustomerOrderName;
  onOrder: (order: CustomerOrderName) => void;
  numeric?: boolean;
  className?: string;
  children: ReactNode;
}

function SortableTh(props: SortableThProps) {
  const { by, direction, order, onOrder, numeric = false, className, children } = props;
  const sorted = order === by;
  const arrow = direction === 'ascending' ? '↑' : '↓';
  return (
    <Th numeric={numeric} aria-sort={sorted ? direction : 'none'} className={className ?? ''}>
      <button
        type="button"
        onClick={() => onOrder(by)}
        className={cx(
          'inline-flex h-7 items-center gap-1 rounded hover:text-ink',
          numeric && 'flex-row-reverse',
          sorted && 'text-ink',
        )}
      >
        {children}
        {sorted && <span aria-hidden="true">{arrow}</span>}
      </button>
    </Th>
  );
}
