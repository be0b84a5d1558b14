import { formatCount } from '../../lib/counts.ts';
import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';
import { Badge } from '../../ui/badge.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { kindName } from './kinds.ts';
import { differencesOf, isSame } from './price-differences.ts';
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
  /** What it took the place of: what differs is shown with what it was. */
  before?: FragmentOf<typeof Components_Version> | undefined;
}

/** Every number of a price. */
export function ComponentsTable({ version, label, before }: ComponentsTableProps) {
  const { components, uplifts, free } = readFragment(Components_Version, version);
  const was = before ? readFragment(Components_Version, before).components : components;
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
        {differencesOf(was, components).map((part) => {
          const each = part.after ?? part.before;
          if (!each) return null;
          return (
            <Tr key={part.id}>
              <RowHeader>{kindName(each.kind)}</RowHeader>
              <Td className="text-ink-faint">{conditionsOf(each) || 'Always'}</Td>
              <Td numeric>
                {part.before && !isSame(part) && (
                  <del className="mr-2 text-ink-faint">
                    <UnitPrice {...part.before} />
                  </del>
                )}
                {part.after ? <UnitPrice {...part.after} /> : 'No price'}
                {!part.before && <Badge tone="good">New</Badge>}
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
