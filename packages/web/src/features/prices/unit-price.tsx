import { formatShortCount } from '../../lib/counts.ts';
import { type DecimalText, formatMoney, perMillion } from '../../lib/money.ts';
import { useInstallation } from '../session/session.ts';

interface UnitPriceProps {
  amount: DecimalText;
  perUnits: number;
}

/** "$0.15 / 1M", exact. The price of one token is shown as that of a million, as prices are published. */
export function UnitPrice(props: UnitPriceProps) {
  const { currency } = useInstallation();
  const isTiny = props.perUnits === 1 && props.amount.startsWith('0.000');
  const amount = isTiny ? perMillion(props.amount) : props.amount;
  const perUnits = isTiny ? 1_000_000 : props.perUnits;
  return (
    <span className="whitespace-nowrap tabular-nums">
      {formatMoney({ amount, currency }, 'exact')}
      {perUnits !== 1 && <span className="text-ink-faint"> / {formatShortCount(perUnits)}</span>}
    </span>
  );
}
