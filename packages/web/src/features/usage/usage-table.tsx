import type { ReactNode } from 'react';
import { formatCappedCount } from '../../lib/counts.ts';
import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';
import { toLength } from '../../lib/money.ts';
import { Bar } from '../../ui/bar.tsx';
import { RowHeader, Table, Td, Th, TotalRow, Tr } from '../../ui/table.tsx';
import { TotalsCells, TotalsCells_Totals } from './totals-cells.tsx';

export const UsageTable_Usage = graphql(
  `
    fragment UsageTable_Usage on Usage {
      overlapping
      totals {
        ...TotalsCells_Totals
      }
      rows(first: 100) {
        totalCount {
          value
          capped
        }
        nodes {
          key
          label
          totals {
            charge {
              amount
            }
            ...TotalsCells_Totals
          }
        }
      }
    }
  `,
  [TotalsCells_Totals],
);

interface UsageTableProps {
  usage: FragmentOf<typeof UsageTable_Usage>;
  /** What a row is, heading of its column: "Model". */
  heading: string;
  newestFirst?: boolean;
  bounded?: boolean;
  nameOf?: (row: { key: readonly (string | null)[]; label: string }) => ReactNode;
}

/** Usage by one group with its sum below; no sum when a call can be in several rows. */
export function UsageTable({
  usage,
  heading,
  newestFirst,
  bounded = false,
  nameOf,
}: UsageTableProps) {
  const { rows, totals, overlapping } = readFragment(UsageTable_Usage, usage);
  const nodes = newestFirst ? rows.nodes.toReversed() : rows.nodes;
  const longest = Math.max(0, ...nodes.map((row) => toLength(row.totals.charge.amount)));
  if (nodes.length === 0)
    return <p className="px-4 pb-4 text-[13px] text-ink-faint">Nothing yet.</p>;
  return (
    <>
      <Table label={`Spend by ${heading.toLowerCase()}`} className="sm:min-w-lg" bounded={bounded}>
        <thead>
          <tr>
            <Th>{heading}</Th>
            <Th className="w-1/4 max-sm:hidden">
              <span className="sr-only">Share of the highest</span>
            </Th>
            <Th numeric>Spend</Th>
            <Th numeric>Calls</Th>
            <Th numeric className="max-sm:hidden">
              Tokens in → out
            </Th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((row) => (
            <Tr key={JSON.stringify(row.key)}>
              <RowHeader className="max-w-56 truncate" title={row.label}>
                {nameOf ? nameOf(row) : row.label}
              </RowHeader>
              <Td className="max-sm:hidden">
                <Bar length={toLength(row.totals.charge.amount)} of={longest} />
              </Td>
              <TotalsCells totals={row.totals} />
            </Tr>
          ))}
        </tbody>
        {!overlapping && (
          <tfoot>
            <TotalRow>
              <RowHeader className="font-medium">Total</RowHeader>
              <Td className="max-sm:hidden" />
              <TotalsCells totals={totals} />
            </TotalRow>
          </tfoot>
        )}
      </Table>
      {(overlapping || nodes.length < rows.totalCount.value) && (
        <p className="border-t border-line px-4 py-2 text-xs text-ink-faint">
          {nodes.length < rows.totalCount.value &&
            `The first ${nodes.length} of ${formatCappedCount(rows.totalCount)}; the CSV has them all. `}
          {overlapping && 'A call with several tags counts in each of them, so there is no sum.'}
        </p>
      )}
    </>
  );
}
