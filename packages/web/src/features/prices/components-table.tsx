import { formatCount } from '../../lib/counts.ts';
import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';
import { Badge } from '../../ui/badge.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { kindName } from './kinds.ts';
import { UnitPrice } from './unit-price.tsx';

export const Components_Version = graphql(`
  fragment Components_Version on PriceVersion {
    name
    free
    components {
      kind
      amount
      perUnits
      aboveInputTokens
      minimumUnits
      serviceTier
    }
    uplifts {
      region
      factor
    }
  }
`);

interface ComponentsTableProps {
  version: FragmentOf<typeof Components_Version>;
  label: string;
}

/** Every number of a price. */
export function ComponentsTable({ version, label }: ComponentsTableProps) {
  const { components, uplifts, free } = readFragment(Components_Version, version);
  if (free) {
    return (
      <p className="px-4 py-2 text-[13px]">
        <Badge tone="good">Free</Badge>{' '}
        <span className="text-ink-faint">
          Charged nothing, on purpose: not the same as unpriced.
        </span>
      </p>
    );
  }
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>Kind</Th>
          <Th>When</Th>
          <Th numeric>Price</Th>
        </tr>
      </thead>
      <tbody>
        {components.map((each) => {
          const when = conditionsOf(each);
          return (
            <Tr key={`${each.kind} ${when}`}>
              <RowHeader>{kindName(each.kind)}</RowHeader>
              <Td className="text-ink-faint">{when || 'Always'}</Td>
              <Td numeric>
                <UnitPrice amount={each.amount} perUnits={each.perUnits} />
              </Td>
            </Tr>
          );
        })}
        {uplifts.map(({ region, factor }) => (
          <Tr key={`uplift ${region}`}>
            <RowHeader>All of it</RowHeader>
            <Td className="text-ink-faint">{`Processed in ${region}`}</Td>
            <Td numeric>× {factor}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function conditionsOf(component: {
  aboveInputTokens: number | null;
  minimumUnits: number | null;
  serviceTier: string | null;
}): string {
  const { aboveInputTokens, minimumUnits, serviceTier } = component;
  return [
    aboveInputTokens !== null && `Input above ${formatCount(aboveInputTokens)} tokens`,
    serviceTier !== null && `${serviceTier} tier`,
    minimumUnits !== null && `At least ${formatCount(minimumUnits)}`,
  ]
    .filter((part) => part !== false)
    .join(', ');
}
