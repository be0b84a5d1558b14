import { Link } from '@tanstack/react-router';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { toLength } from '../../lib/money.ts';
import { Bar } from '../../ui/bar.tsx';
import { Count } from '../../ui/count.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { CustomerLink } from '../customers/customer-link.tsx';
import { SpendSum } from '../usage/spend-sum.tsx';

export const TopCustomers_Row = graphql(`
  fragment TopCustomers_Row on UsageRow @_unmask {
    key
    totals {
      calls
      unpricedCalls
      charge {
        amount
        currency
      }
    }
  }
`);

interface TopCustomersProps {
  label: string;
  rows: readonly ResultOf<typeof TopCustomers_Row>[];
}

export function TopCustomers({ label, rows }: TopCustomersProps) {
  const longest = Math.max(0, ...rows.map((row) => toLength(row.totals.charge.amount)));
  if (rows.length === 0)
    return <p className="px-4 pb-4 text-[13px] text-ink-faint">No spend yet.</p>;
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>Customer</Th>
          <Th numeric>Calls</Th>
          <Th numeric>Spend</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={JSON.stringify(row.key)}>
            <RowHeader className="w-full max-w-0 py-2">
              <CustomerLink externalId={row.key[0] ?? null} />
              <span className="mt-1 block">
                <Bar length={toLength(row.totals.charge.amount)} of={longest} />
              </span>
            </RowHeader>
            <Td numeric className="text-ink-faint">
              <Count of={row.totals.calls} short />
            </Td>
            <Td numeric className="font-medium">
              <SpendSum charge={row.totals.charge} unpricedCalls={row.totals.unpricedCalls} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

export function AllCustomersLink() {
  return (
    <Link to="/customers" className="font-medium text-accent hover:underline">
      All customers
    </Link>
  );
}
