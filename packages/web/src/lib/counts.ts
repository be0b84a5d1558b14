import { pageLocale } from './locale.ts';
import type { DecimalText } from './money.ts';

const whole = new Intl.NumberFormat(pageLocale);
const exact = new Intl.NumberFormat(pageLocale, { maximumFractionDigits: 20 });
const short = new Intl.NumberFormat(pageLocale, { notation: 'compact', maximumFractionDigits: 1 });
const twoDecimals = new Intl.NumberFormat(pageLocale, { maximumFractionDigits: 2 });
const percent = new Intl.NumberFormat(pageLocale, { style: 'percent', maximumFractionDigits: 1 });

export function formatCount(count: number): string {
  return whole.format(count);
}

/** A quantity as decimal text, every digit of it. */
export function formatQuantity(quantity: DecimalText): string {
  return exact.format(quantity);
}

/** "1.2M"; show the whole number on hover. */
export function formatShortCount(count: number): string {
  return count < 10_000 ? whole.format(count) : short.format(count);
}

/** "10,000+" when the server stopped counting. */
export function formatCappedCount(count: { value: number; capped: boolean }): string {
  return count.capped ? `${whole.format(count.value)}+` : whole.format(count.value);
}

/** The share of `part` in `all`, as text; a dash when there is nothing to share. */
export function formatShare(part: number, all: number): string {
  if (all === 0) return '—';
  const share = part / all;
  if (share > 0 && share < 0.001) return `<${percent.format(0.001)}`;
  return percent.format(share);
}

export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${whole.format(milliseconds)} ms`;
  return `${twoDecimals.format(milliseconds / 1_000)} s`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${whole.format(count)} ${count === 1 ? one : many}`;
}
