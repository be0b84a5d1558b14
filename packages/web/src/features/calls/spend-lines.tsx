import { formatQuantity } from '../../lib/counts.ts';
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
  }
`);

type Lines = ResultOf<typeof SpendLines_Event>;

/** How the amount comes about: quantity × unit price = amount, every digit. */
export function SpendLines({ event }: { event: Lines & { cost: MoneyText } }) {
  const { currency } = event.cost;
  return (
    <Table label="How the cost comes about">
      <thead>
        <tr>
          <Th>Item</Th>
          <Th numeric>Quantity</Th>
          <Th numeric>× Unit price</Th>
          <Th numeric>= Amount</Th>
        </tr>
      </thead>
      <tbody>
        {event.lines.map((line) => (
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
          <RowHeader>Cost</RowHeader>
          <Td colSpan={3} numeric>
            <Money of={event.cost} as="exact" />
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
