import type { DecimalText } from '../../lib/money.ts';
import { formatAmount, formatExactly, type Unit } from './unit.ts';

interface AmountProps {
  of: DecimalText;
  unit: Unit;
}

/** An amount of either unit, short to read; exact on hover and, for machines, in `value`. */
export function Amount({ of: amount, unit }: AmountProps) {
  return (
    <data value={amount} title={formatExactly(amount, unit)}>
      {formatAmount(amount, unit)}
    </data>
  );
}
