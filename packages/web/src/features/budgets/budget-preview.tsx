import { History } from 'lucide-react';
import { useQuery } from 'urql';
import { formatCount } from '../../lib/counts.ts';
import type { ResultOf, VariablesOf } from '../../lib/graphql.ts';
import { formatMoney } from '../../lib/money.ts';
import { useSettled } from '../forms/use-settled.ts';
import { PreviewBudget_Query } from './budget-queries.ts';

type Input = VariablesOf<typeof PreviewBudget_Query>['input'];
type Preview = NonNullable<ResultOf<typeof PreviewBudget_Query>['previewBudget']['preview']>;

interface BudgetPreviewProps {
  whose: Pick<Input, 'scope' | 'tier'>;
  /** Null while they make no sense yet. */
  terms: Input['budget'] | null;
}

/** What the budget in the fields would have done last month, asked again when typing rests. */
export function BudgetPreview({ whose, terms }: BudgetPreviewProps) {
  const input = useSettled(terms === null ? null : JSON.stringify({ ...whose, budget: terms }));
  return (
    <div role="status" className="flex gap-2.5 rounded-lg bg-well px-3 py-2.5 text-[13px]">
      <History aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ink-faint" />
      {input === null ? (
        <span className="text-ink-soft">
          Enter a limit to see what it would have done last month.
        </span>
      ) : (
        <Answer key={input} input={JSON.parse(input) as Input} />
      )}
    </div>
  );
}

function Answer({ input }: { input: Input }) {
  const [{ data, error }] = useQuery({
    query: PreviewBudget_Query,
    variables: { input },
    requestPolicy: 'network-only',
  });
  if (error)
    return <span className="text-ink-soft">What it would have done could not be read.</span>;
  if (!data) return <span className="text-ink-soft">Replaying last month…</span>;
  const { preview } = data.previewBudget;
  if (!preview)
    return (
      <span className="text-ink-soft">Once the fields make sense, last month is replayed.</span>
    );
  return <span>{sentence(preview, input.budget.kind === 'SOFT')}</span>;
}

function sentence(preview: Preview, isSoft: boolean): string {
  const { calls, affectedCalls, affectedCharge, affectedCustomers } = preview;
  if (calls === 0) return 'No calls last month: nothing would have been refused.';
  const verb = isSoft ? 'Would have flagged' : 'Would have refused';
  const of = `of ${formatCount(calls)} calls last month`;
  if (affectedCalls === 0) return `${verb} none ${of}.`;
  const customers = affectedCustomers > 1 ? ` by ${formatCount(affectedCustomers)} customers` : '';
  return `${verb} ${formatCount(affectedCalls)} ${of}, worth ${formatMoney(affectedCharge, 'total')}${customers}.`;
}
