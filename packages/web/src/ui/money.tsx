import { formatMoney, type MoneyStyle, type MoneyText } from '../lib/money.ts';

interface MoneyProps {
  of: MoneyText;
  as: MoneyStyle;
  className?: string;
}

/** An amount, short to read; exact on hover and, for machines, in `value`. */
export function Money({ of: money, as: style, className }: MoneyProps) {
  return (
    <data value={money.amount} title={formatMoney(money, 'exact')} className={className}>
      {formatMoney(money, style)}
    </data>
  );
}
