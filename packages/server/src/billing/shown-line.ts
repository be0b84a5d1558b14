import { assert, parsePico } from '../kernel/index.ts';
import { formatExact, parseQuantity, priceOf } from './rating/exact.ts';
import type { BilledCallRow } from './sql/billed-calls.ts';
import type { LineRow } from './sql/lines.ts';

const AT_COST = 'USD at cost';

/** A customer is shown what a line comes to, not what the provider takes: dollars at one each. */
export function shownLine(line: LineRow, { internals }: { internals: boolean }): LineRow {
  if (internals || line.unit !== AT_COST) return line;
  return { ...line, unit: 'USD', quantity: line.exact, unitPrice: '1' };
}

/** As `shownLine`, of a call on it: null where only the line as a whole has an amount. */
export function shownCall(
  { quantity }: BilledCallRow,
  line: LineRow,
  { internals }: { internals: boolean },
): string | null {
  if (internals || line.unit !== AT_COST) return quantity;
  if (line.model === null) return null;
  const used = parseQuantity(quantity);
  const price = parsePico(line.unitPrice ?? '');
  assert(used !== null && price !== null, 'a line of usage has a price');
  return formatExact(priceOf(used, price));
}
