import { type DecimalText, isZero } from '../../lib/money.ts';
import type { Band } from './prepare.ts';
import { formatAmount, type Unit } from './unit.ts';

interface TooltipProps {
  title: string;
  /** The sum of the bucket as the server gives it; null when it is not known. */
  total: DecimalText | null;
  /** The same bucket of the range that is compared with. */
  before: DecimalText | null;
  unit: Unit;
  bands: readonly Band[];
  bucket: number;
}

/** One bucket: its total, then its bands from the highest. */
export function Tooltip({ title, total, before, unit, bands, bucket }: TooltipProps) {
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
        {total && <span className="tabular-nums">{formatAmount(total, unit)}</span>}
      </p>
      {before && (
        <p className="flex justify-between gap-4 text-ink-faint">
          <span>Before</span>
          <span className="tabular-nums">{formatAmount(before, unit)}</span>
        </p>
      )}
      {rows.length === 0 && <p className="mt-1 text-ink-faint">Nothing</p>}
      <ul className="mt-1.5 flex flex-col gap-1">
        {rows.map((row) => (
          <li key={row.id} className="flex items-center gap-2">
            <span className="size-2 shrink-0 rounded-xs" style={{ background: row.colour }} />
            <span className="min-w-0 flex-1 truncate text-ink-soft">{row.label}</span>
            <span className="tabular-nums">{formatAmount(row.value, unit)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
