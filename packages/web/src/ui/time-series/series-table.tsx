import { formatMoney, type MoneyText } from '../../lib/money.ts';
import { Money } from '../money.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../table.tsx';
import type { Band } from './prepare.ts';

interface SeriesTableProps {
  label: string;
  bands: readonly Band[];
  buckets: readonly { id: string; title: string; total: MoneyText | null }[];
  currency: string;
}

/** The chart as numbers, newest first: what the picture shows, for whoever cannot use the picture. */
export function SeriesTable({ label, bands, buckets, currency }: SeriesTableProps) {
  return (
    <div className="max-h-80 overflow-y-auto">
      <Table label={label} className="min-w-max">
        <thead>
          <tr>
            <Th pinned>Time</Th>
            <Th numeric>Total</Th>
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
                <Td numeric>{bucket.total ? <Money of={bucket.total} as="total" /> : '—'}</Td>
                {bands.map((band) => (
                  <Td key={band.id} numeric>
                    {formatMoney({ amount: band.values[index] ?? '0', currency }, 'total')}
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
