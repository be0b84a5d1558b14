import { formatCount, formatQuantity } from '../../lib/counts.ts';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { formatMoney, type MoneyText, perMillion } from '../../lib/money.ts';
import { Count } from '../../ui/count.tsx';
import { Money } from '../../ui/money.tsx';
import { RowHeader, Table, Td, Th, TotalRow, Tr } from '../../ui/table.tsx';

export const SpendLines_Event = graphql(`
  fragment SpendLines_Event on SpendEvent @_unmask {
    lines {
      kind
      quantity
      unitPrice
      per
      amount
    }
    cost {
      amount
      currency
    }
    priceVersion
  }
`);

type Lines = ResultOf<typeof SpendLines_Event>;

interface SpendLinesProps {
  lines: Lines['lines'];
  cost: MoneyText;
  priceVersion: string | null;
  /** What the table is of. */
  label: string;
}

/** How the amount comes about: quantity × unit price = amount, every digit. */
export function SpendLines({ lines, cost, priceVersion, label }: SpendLinesProps) {
  const { currency } = cost;
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>Item</Th>
          <Th numeric>Quantity</Th>
          <Th numeric>× Unit price</Th>
          <Th numeric>= Amount</Th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Tr key={line.kind}>
            <RowHeader>{nameOf(line.kind)}</RowHeader>
            <Td numeric>
              <Count of={line.quantity} />
            </Td>
            <Td numeric>
              <Money of={{ amount: line.unitPrice, currency }} as="exact" />
              <PerUnits line={line} currency={currency} />
            </Td>
            <Td numeric>
              <Money of={{ amount: line.amount, currency }} as="exact" />
            </Td>
          </Tr>
        ))}
      </tbody>
      <tfoot>
        <TotalRow>
          <RowHeader colSpan={3}>
            Cost
            {priceVersion !== null && (
              <span className="block text-xs font-normal break-all text-ink-faint">
                at the price version {priceVersion}
              </span>
            )}
          </RowHeader>
          <Td numeric>
            <Money of={cost} as="exact" />
          </Td>
        </TotalRow>
      </tfoot>
    </Table>
  );
}

/** The price as it is published: for a million tokens, or for as many units as it is whole for. */
function PerUnits({ line, currency }: { line: Lines['lines'][number]; currency: string }) {
  if (line.per === '1' && line.kind === REQUEST) return null;
  return (
    <span className="block text-xs text-ink-faint">
      {line.per === '1'
        ? `${formatMoney({ amount: perMillion(line.unitPrice), currency }, 'exact')} per million`
        : `for ${formatQuantity(line.per)}`}
    </span>
  );
}

const REQUEST = 'request';

/** "cached_input" → "Cached input tokens". A request is priced by the call, all else by the token. */
function nameOf(kind: string): string {
  const words = kind.replaceAll('_', ' ');
  const name = words.charAt(0).toUpperCase() + words.slice(1);
  return kind === REQUEST ? name : `${name} tokens`;
}

interface LineTermsProps {
  lines: Lines['lines'];
  currency: string;
}

/** The same in words, where a table would be too much: one term of the sum a line. */
export function LineTerms({ lines, currency }: LineTermsProps) {
  const money = (amount: Lines['lines'][number]['amount']) =>
    formatMoney({ amount, currency }, 'exact');
  return lines.map((line) => (
    <span key={line.kind} className="block">
      {nameOf(line.kind)}: {formatCount(line.quantity)} × {money(line.unitPrice)}
      {line.per !== '1' && ` for ${formatQuantity(line.per)}`} = {money(line.amount)}
    </span>
  ));
}
