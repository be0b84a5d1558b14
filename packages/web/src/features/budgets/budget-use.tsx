import { formatMoney } from '../../lib/money.ts';
import { Meter } from '../../ui/meter.tsx';
import { Money } from '../../ui/money.tsx';
import type { BudgetFacts } from './budget-fragment.ts';
import { STATUSES, scopeText } from './budget-words.ts';

/** How much of a budget is used, as a bar and in words. */
export function BudgetUse({ budget }: { budget: BudgetFacts }) {
  const { state, thresholds } = budget;
  if (!state) return <span className="text-ink-faint">Not on this tier any more</span>;
  const { word, meter } = STATUSES[state.status];
  const spent = formatMoney(state.posted, 'total');
  const limit = formatMoney(state.limit, 'total');
  return (
    <div className="flex min-w-28 flex-col gap-1">
      <Meter
        label={`Used by ${scopeText(budget.scope)}`}
        percent={Number(state.percentUsed)}
        taken={Number(state.percentTaken)}
        text={`${spent} of ${limit}, ${state.percentUsed} per cent: ${word}`}
        tone={meter}
        marks={thresholds.map(Number)}
      />
      <span className="flex flex-wrap justify-between gap-x-2 text-xs text-ink-soft tabular-nums">
        <span>
          <Money of={state.posted} as="total" className="font-medium text-ink" /> of{' '}
          <Money of={state.limit} as="total" />
        </span>
        {state.pending.amount !== '0' && (
          <span className="text-ink-faint">
            <Money of={state.pending} as="total" /> set aside
          </span>
        )}
      </span>
    </div>
  );
}
