import type { LineRow } from './sql/lines.ts';

const AT_COST = 'USD at cost';

/** A customer is shown what a line comes to, not what the provider takes: dollars at one each. */
export function shownLine(line: LineRow, { internals }: { internals: boolean }): LineRow {
  if (internals || line.unit !== AT_COST) return line;
  return { ...line, unit: 'USD', quantity: line.exact, unitPrice: '1' };
}
