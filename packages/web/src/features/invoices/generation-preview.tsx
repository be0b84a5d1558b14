import { useState } from 'react';
import { useQuery } from 'urql';
import { plural } from '../../lib/counts.ts';
import { graphql, type VariablesOf } from '../../lib/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Money } from '../../ui/money.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type InvoiceSums, InvoiceSums_Sum } from './invoices-query.ts';

const GenerationPreview_Query = graphql(
  `
    query GenerationPreview_Query($customers: [String!]!, $until: DateTime) {
      generationPreview(customers: $customers, until: $until) {
        ...InvoiceSums_Sum
      }
    }
  `,
  [InvoiceSums_Sum],
);

/** How many drafts, and what they come to: a line for each currency. */
export function DraftSums({ sums }: { sums: InvoiceSums }) {
  return (
    <Facts>
      {sums.map(({ currency, invoices, totals }) => (
        <Fact key={currency} name={`${plural(invoices, 'draft')} in ${currency}`}>
          <Money of={totals.total} as="billed" className="font-semibold" />
        </Fact>
      ))}
    </Facts>
  );
}

type Question = VariablesOf<typeof GenerationPreview_Query>;

/** What would be drafted. Asked for by hand: it reads the record of all these customers. */
export function GenerationPreview(question: Question) {
  const [asked, setAsked] = useState('');
  const text = JSON.stringify(question);
  if (asked !== text) {
    return (
      <Button className="self-start" onClick={() => setAsked(text)}>
        What would be drafted?
      </Button>
    );
  }
  return <Answer question={question} />;
}

function Answer({ question }: { question: Question }) {
  const [result, refetch] = useQuery({
    query: GenerationPreview_Query,
    variables: question,
    requestPolicy: 'network-only',
  });
  return (
    <div role="status" className="rounded-lg border border-line">
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={2} />}>
        {({ generationPreview }) =>
          generationPreview.length === 0 ? (
            <p className="px-4 py-3 text-[13px] text-ink-soft">
              Nothing: every period that has ended has its invoice.
            </p>
          ) : (
            <DraftSums sums={generationPreview} />
          )
        }
      </QueryView>
    </div>
  );
}
