import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';
import { toLength } from '../../lib/money.ts';
import { Badge } from '../../ui/badge.tsx';
import { Bar } from '../../ui/bar.tsx';
import { RowHeader, Td, Tr } from '../../ui/table.tsx';
import { OnDay, When } from '../../ui/when.tsx';
import { useInstallation } from '../session/session.ts';
import { TotalsCells, TotalsCells_Totals } from '../usage/totals-cells.tsx';
import { CustomerLink } from './customer-link.tsx';

export const CustomerRow_Customer = graphql(
  `
    fragment CustomerRow_Customer on Customer {
      externalId
      name
      firstSeenAt
      lastSeenAt
      tier {
        name
      }
      block {
        since
      }
      totals(range: $range) {
        charge {
          amount
        }
        ...TotalsCells_Totals
      }
    }
  `,
  [TotalsCells_Totals],
);

interface CustomerRowProps {
  customer: FragmentOf<typeof CustomerRow_Customer>;
  longest: number;
}

export function CustomerRow({ customer, longest }: CustomerRowProps) {
  const { externalId, name, totals, firstSeenAt, lastSeenAt, tier, block } = readFragment(
    CustomerRow_Customer,
    customer,
  );
  const { reportingTimeZone } = useInstallation();
  return (
    <Tr>
      <RowHeader className="max-w-72 max-sm:max-w-32">
        <span className="flex min-w-0 items-center gap-1.5">
          <CustomerLink externalId={externalId} />
          {block && <Badge tone="bad">Blocked</Badge>}
          {tier && (
            <span className="truncate text-xs text-ink-faint max-sm:hidden">{tier.name}</span>
          )}
        </span>
        {name && name !== externalId && (
          <span className="block truncate text-xs text-ink-faint">{name}</span>
        )}
      </RowHeader>
      <Td className="w-1/5 min-w-24 max-md:hidden">
        <Bar length={toLength(totals.charge.amount)} of={longest} />
      </Td>
      <TotalsCells totals={totals} />
      <Td numeric className="text-ink-soft max-lg:hidden">
        <OnDay at={firstSeenAt} timeZone={reportingTimeZone} />
      </Td>
      <Td numeric className="text-ink-soft max-md:hidden">
        <When at={lastSeenAt} timeZone={reportingTimeZone} />
      </Td>
    </Tr>
  );
}
