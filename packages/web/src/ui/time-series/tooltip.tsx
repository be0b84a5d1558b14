import { formatMoney, isZero, type MoneyText } from '../../lib/money.ts';
import type { Band } from './prepare.ts';

interface TooltipProps {
  title: string;
  /** The sum of the bucket as the server gives it; null when it is not known. */
  total: MoneyText | null;
  currency: string;
  bands: readonly Band[];
  bucket: number;
}

/** One bucket: its total, then its bands from the highest. */
export function Tooltip({ title, total, currency, bands, bucket }: TooltipProps) {
  const rows = bands
    .map((band) => ({
      ...band,
      value: band.values[bucket] ?? '0',
      length: band.lengths[bucket] ?? 0,
    }))
    .filter((row) => !isZero(row.value))
    .sort((a, b) => b.length - a.length);
  return (
    <div className="w-60 rounded-lg border border-line bg-surface p-3 text-xs shadow-pop">
      <p className="flex justify-between gap-4 font-semibold">
        <span>{title}</span>
        {total && <span className="tabular-nums">{formatMoney(total, 'total')}</span>}
      </p>
      {rows.length === 0 && <p className="mt-1 text-ink-faint">Nothing spent</p>}
      <ul className="mt-1.5 flex flex-col gap-1">
        {rows.map((row) => (
          <li key={row.id} className="flex items-center gap-2">
            <span className="size-2 shrink-0 rounded-xs" style={{ background: row.colour }} />
            <span className="min-w-0 flex-1 truncate text-ink-soft">{row.label}</span>
            <span className="tabular-nums">
              {formatMoney({ amount: row.value, currency }, 'total')}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
