import { useState } from 'react';
import { useQuery } from 'urql';
import { formatCount } from '../../lib/counts.ts';
import { graphql } from '../../lib/graphql.ts';
import { formatMoney } from '../../lib/money.ts';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { RowHeader, Table, Td, Th, TotalRow, Tr } from '../../ui/table.tsx';
import { CountFields, isCount } from '../forms/count-fields.tsx';
import { useInstallation } from '../session/session.ts';
import { kindName } from './kinds.ts';
import { layerName } from './layer-badge.tsx';
import { UnitPrice } from './unit-price.tsx';

const Quote_Query = graphql(`
  query PriceQuote_Query($model: String!, $usage: QuoteUsageInput!) {
    priceQuote(model: $model, usage: $usage) {
      amount {
        amount
        currency
      }
      missing
      lines {
        kind
        quantity
        unitPrice
        per
        amount
      }
      steps {
        layer
        subject
        found {
          name
        }
      }
    }
  }
`);

const COUNTS = [
  { name: 'inputTokens', label: 'Input tokens' },
  { name: 'cachedInputTokens', label: 'Of them cached' },
  { name: 'cacheWriteTokens', label: 'Of them written to the cache' },
  { name: 'outputTokens', label: 'Output tokens' },
] as const;

type Counts = Record<(typeof COUNTS)[number]['name'], string>;

const EXAMPLE: Counts = {
  inputTokens: '1200',
  cachedInputTokens: '800',
  cacheWriteTokens: '0',
  outputTokens: '300',
};

/** What a call would cost now, line by line, and where its price was found. */
export function Quote({ model }: { model: string }) {
  const [counts, setCounts] = useState(EXAMPLE);
  const { currency } = useInstallation();
  const usage = Object.fromEntries(
    COUNTS.map(({ name }) => [name, isCount(counts[name]) ? Number(counts[name]) : 0]),
  );
  const [result, refetch] = useQuery({
    query: Quote_Query,
    variables: { model, usage },
    requestPolicy: 'cache-and-network',
  });
  return (
    <div className="flex flex-col gap-4">
      <CountFields
        fields={COUNTS}
        values={counts}
        onChange={(name, text) => setCounts({ ...counts, [name]: text })}
      />
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={5} />}>
        {({ priceQuote: { amount, lines, missing, steps } }) => (
          <>
            <Table label="The call, line by line">
              <thead>
                <tr>
                  <Th>Kind</Th>
                  <Th numeric>Quantity</Th>
                  <Th numeric>Price</Th>
                  <Th numeric>Amount</Th>
                </tr>
              </thead>
              <tbody>
                {lines.map((line) => (
                  <Tr key={line.kind}>
                    <RowHeader>{kindName(line.kind)}</RowHeader>
                    <Td numeric>{formatCount(line.quantity)}</Td>
                    <Td numeric>
                      <UnitPrice amount={line.unitPrice} perUnits={line.per} />
                    </Td>
                    <Td numeric>{formatMoney({ amount: line.amount, currency }, 'exact')}</Td>
                  </Tr>
                ))}
              </tbody>
              <tfoot>
                <TotalRow>
                  <RowHeader colSpan={3} className="font-medium">
                    The call
                  </RowHeader>
                  <Td numeric>{amount ? formatMoney(amount, 'exact') : 'Unpriced'}</Td>
                </TotalRow>
              </tfoot>
            </Table>
            {missing.length > 0 && (
              <p role="status" className="rounded-md bg-warn-well px-3 py-2 text-[13px] text-warn">
                {`No price for: ${missing.map(kindName).join(', ')}.`}
              </p>
            )}
            <div className="pt-4 text-[13px] text-ink-faint">
              <h3 className="font-medium text-ink">Where the price was looked for</h3>
              <ol className="list-inside list-decimal">
                {steps.map(({ layer, subject, found }) => (
                  <li key={`${layer} ${subject}`} className="break-words">
                    {`${layerName(layer)}: ${subject}${found ? ', found' : ', nothing'}`}
                  </li>
                ))}
              </ol>
            </div>
          </>
        )}
      </QueryView>
    </div>
  );
}
