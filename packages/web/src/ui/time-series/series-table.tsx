import type { DecimalText } from '../../lib/money.ts';
import { RowHeader, Table, Td, Th, Tr } from '../table.tsx';
import { Amount } from './amount.tsx';
import type { Band } from './prepare.ts';
import type { Unit } from './unit.ts';

interface SeriesTableProps {
  label: string;
  bands: readonly Band[];
  buckets: readonly { id: string; title: string; total: DecimalText | null }[];
  /** What the buckets came to in the range that is compared with; empty for none. */
  before: readonly DecimalText[];
  unit: Unit;
}

/** The chart as numbers, newest first: what the picture shows, for whoever cannot use the picture. */
export function SeriesTable({ label, bands, buckets, before, unit }: SeriesTableProps) {
  return (
    <div className="max-h-80 overflow-y-auto">
      <Table label={label} className="min-w-max">
        <thead>
          <tr>
            <Th pinned>Time</Th>
            <Th numeric>Total</Th>
            {before.length > 0 && <Th numeric>Before</Th>}
            {bands.map((band) => (
              <Th key={band.id} numeric>
                {band.label}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {buckets
            .map((bucket, index) => (
              <Tr key={bucket.id}>
                <RowHeader pinned className="whitespace-nowrap">
                  {bucket.title}
                </RowHeader>
                <Td numeric>
                  {bucket.total === null ? '—' : <Amount of={bucket.total} unit={unit} />}
                </Td>
                {before.length > 0 && <BeforeCell amount={before[index]} unit={unit} />}
                {bands.map((band) => (
                  <Td key={band.id} numeric>
                    <Amount of={band.values[index] ?? '0'} unit={unit} />
                  </Td>
                ))}
              </Tr>
            ))
            .reverse()}
        </tbody>
      </Table>
    </div>
  );
}

function BeforeCell({ amount, unit }: { amount: DecimalText | undefined; unit: Unit }) {
  return (
    <Td numeric className="text-ink-faint">
      {amount === undefined ? '—' : <Amount of={amount} unit={unit} />}
    </Td>
  );
}
