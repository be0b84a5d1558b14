import { formatQuantity, formatShortCount } from '../../lib/counts.ts';
import { type DecimalText, formatAxisMoney, formatMoney } from '../../lib/money.ts';

/** What a chart counts: money of a currency, or things. */
export type Unit = { readonly currency: string } | 'count';

export function formatAmount(amount: DecimalText, unit: Unit): string {
  return unit === 'count'
    ? formatQuantity(amount)
    : formatMoney({ amount, currency: unit.currency }, 'total');
}

/** Every digit, for hovering. */
export function formatExactly(amount: DecimalText, unit: Unit): string {
  return unit === 'count'
    ? formatQuantity(amount)
    : formatMoney({ amount, currency: unit.currency }, 'exact');
}

/** A short label for an axis; takes a position, not an amount. */
export function formatAxis(position: number, unit: Unit): string {
  return unit === 'count' ? formatShortCount(position) : formatAxisMoney(position, unit.currency);
}
