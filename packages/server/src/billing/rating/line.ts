import type { Pico } from '../../kernel/index.ts';
import { type Exact, priceOf, type Quantity } from './exact.ts';

export type LineKind = 'USAGE' | 'ALLOWANCE' | 'DISCOUNT' | 'TRUE_UP' | 'FEE' | 'MANUAL';

/** One row of a bill, before rounding. Where there is a unit price, `exact` is quantity × price. */
export interface RatedLine {
  /** Tells the lines of a period apart; the same again when the period is rated again. */
  readonly key: string;
  readonly kind: LineKind;
  readonly description: string;
  /** Null when it is not of one model. */
  readonly model: string | null;
  /** What the quantity counts. */
  readonly unit: string | null;
  readonly quantity: Quantity | null;
  readonly unitPrice: Pico | null;
  readonly exact: Exact;
}

export function pricedLine(
  line: Pick<RatedLine, 'kind' | 'description' | 'model'> & {
    readonly name: string;
    readonly unit: string;
    readonly quantity: Quantity;
    readonly unitPrice: Pico;
  },
): RatedLine {
  const { name, kind, description, model, unit, quantity, unitPrice } = line;
  const key = JSON.stringify([kind, name, model, unit, String(unitPrice)]);
  const exact = priceOf(quantity, unitPrice);
  return { key, kind, description, model, unit, quantity, unitPrice, exact };
}

export function amountLine(kind: LineKind, description: string, exact: Exact): RatedLine {
  const key = JSON.stringify([kind, description]);
  return {
    key,
    kind,
    description,
    model: null,
    unit: null,
    quantity: null,
    unitPrice: null,
    exact,
  };
}
