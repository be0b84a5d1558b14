import type { Exact, Quantity } from './exact.ts';
import type { RatedLine } from './line.ts';

/**
 * What is still to be booked of a period: its lines as they are now less those that are booked. A tier
 * that was crossed since gives a reversal at the old price beside a line at the new one.
 */
export function differenceOf(now: readonly RatedLine[], booked: readonly RatedLine[]): RatedLine[] {
  const open = new Map<string, RatedLine>();
  for (const line of now) add(open, line, 1n);
  for (const line of booked) add(open, line, -1n);
  return [...open.values()].filter(
    ({ exact, quantity }) => exact !== 0n || (quantity ?? 0n) !== 0n,
  );
}

function add(open: Map<string, RatedLine>, line: RatedLine, sign: 1n | -1n): void {
  const known = open.get(line.key);
  const quantity =
    line.quantity === null ? null : (((known?.quantity ?? 0n) + sign * line.quantity) as Quantity);
  const exact = ((known?.exact ?? 0n) + sign * line.exact) as Exact;
  open.set(line.key, { ...line, quantity, exact });
}
