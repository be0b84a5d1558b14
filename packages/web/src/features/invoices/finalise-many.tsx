import { useState } from 'react';
import { useQuery } from 'urql';
import { plural } from '../../lib/counts.ts';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { randomId } from '../../lib/random-id.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Money } from '../../ui/money.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { FormShell } from '../forms/form-shell.tsx';
import { useAction } from '../forms/use-action.ts';
import { ALTERED, periodText } from './invoice-words.ts';
import { InvoiceSums_Sum } from './invoices-query.ts';

const Chosen_Query = graphql(
  `
    query Chosen_Query($ids: [ID!]!) {
      invoices(first: 100, filter: { ids: $ids }) {
        nodes {
          id
          customerExternalId
          unpricedCalls
          period {
            firstDay
            lastDay
          }
          totals {
            total {
              amount
              currency
            }
          }
        }
      }
      invoiceSums(filter: { ids: $ids }) {
        ...InvoiceSums_Sum
      }
    }
  `,
  [InvoiceSums_Sum],
);

const FinaliseMany_Mutation = graphql(`
  mutation FinaliseMany_Mutation(
    $ids: [ID!]!
    $expectedTotals: [ExpectedTotalInput!]!
    $idempotencyKey: String!
  ) {
    finaliseInvoices(ids: $ids, expectedTotals: $expectedTotals, idempotencyKey: $idempotencyKey) {
      userErrors {
        path
        message
      }
    }
  }
`);

interface FinaliseManySheetProps {
  /** Null: closed. */
  ids: readonly string[] | null;
  onClose: () => void;
  onDone: () => void;
}

/** Finalises several at once, if they still come to what is shown here. */
export function FinaliseManySheet({ ids, onClose, onDone }: FinaliseManySheetProps) {
  return (
    <Sheet
      open={ids !== null}
      onClose={onClose}
      title={`Finalise ${plural(ids?.length ?? 0, 'invoice')}`}
      description="What the chosen invoices come to, before they are made final"
    >
      {ids && <Chosen ids={ids} onClose={onClose} onDone={onDone} />}
    </Sheet>
  );
}

function Chosen({ ids, onClose, onDone }: { ids: readonly string[] } & Ends) {
  // Cached figures would be refused: what is shown is what they come to now.
  const [result, refetch] = useQuery({
    query: Chosen_Query,
    variables: { ids: [...ids] },
    requestPolicy: 'network-only',
  });
  return (
    <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={6} />}>
      {(data) => <FinaliseMany chosen={data} onClose={onClose} onDone={onDone} />}
    </QueryView>
  );
}

interface Ends {
  onClose: () => void;
  onDone: () => void;
}

function FinaliseMany({
  chosen,
  onClose,
  onDone,
}: { chosen: ResultOf<typeof Chosen_Query> } & Ends) {
  const [idempotencyKey] = useState(randomId);
  const finalise = useAction(FinaliseMany_Mutation, { touches: ALTERED });
  const { nodes } = chosen.invoices;
  const submit = async () => {
    const expectedTotals = chosen.invoiceSums.map(({ currency, totals }) => ({
      currency,
      total: totals.total.amount,
    }));
    const ids = nodes.map(({ id }) => id);
    if (await finalise.run({ ids, expectedTotals, idempotencyKey })) onDone();
  };
  return (
    <FormShell
      submit={`Finalise ${plural(nodes.length, 'invoice')}`}
      busy={finalise.busy}
      error={finalise.problems['form']}
      onSubmit={() => void submit()}
      onCancel={onClose}
    >
      <p className="text-[13px] text-ink-soft">
        Each gets its number and can never be changed again. All of them or none, and only if they
        still come to exactly this.
      </p>
      <div className="-mx-4">
        <Facts>
          {chosen.invoiceSums.map(({ currency, invoices, totals }) => (
            <Fact key={currency} name={`${plural(invoices, 'invoice')} in ${currency}`}>
              <Money of={totals.total} as="billed" className="text-lg font-semibold" />
            </Fact>
          ))}
        </Facts>
        <Facts>
          {nodes.map(({ id, customerExternalId, period, totals, unpricedCalls }) => (
            <Fact
              key={id}
              name={
                <>
                  <span className="block truncate text-ink">{customerExternalId}</span>
                  <span className="block text-xs">{periodText(period)}</span>
                  {unpricedCalls > 0 && (
                    <span className="block text-xs text-warn">
                      {`${plural(unpricedCalls, 'unpriced call')}, billed once priced`}
                    </span>
                  )}
                </>
              }
            >
              <Money of={totals.total} as="billed" />
            </Fact>
          ))}
        </Facts>
      </div>
    </FormShell>
  );
}
