import { formatShare } from '../../lib/counts.ts';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Badge } from '../../ui/badge.tsx';
import { Count } from '../../ui/count.tsx';
import { Figure, FigureStrip } from '../../ui/figure-strip.tsx';
import { Money } from '../../ui/money.tsx';
import { UnpricedBadge } from './unpriced-badge.tsx';

export const TotalsFigures_Totals = graphql(`
  fragment TotalsFigures_Totals on Totals @_unmask {
    calls
    failedCalls
    unpricedCalls
    estimatedCalls
    inputTokens
    cachedInputTokens
    outputTokens
    cost {
      amount
      currency
    }
    charge {
      amount
      currency
    }
  }
`);

interface TotalsFiguresProps {
  label: string;
  /** Where these figures stand beside others: of when they are. */
  when?: 'today';
  totals: ResultOf<typeof TotalsFigures_Totals>;
}

/** The key figures of a sum: spend, calls, failures, tokens. */
export function TotalsFigures({ label, when, totals }: TotalsFiguresProps) {
  const { charge, cost, calls, failedCalls } = totals;
  const name = (figure: string) => (when ? `${figure} ${when}` : figure);
  return (
    <FigureStrip label={label}>
      <Figure
        name={name('Spend')}
        note={
          <>
            {cost.amount !== charge.amount && (
              <span>
                provider cost <Money of={cost} as="total" />
              </span>
            )}
            <UnpricedBadge calls={totals.unpricedCalls} />
          </>
        }
      >
        <Money of={charge} as="total" />
      </Figure>
      <Figure
        name={name('Calls')}
        note={
          totals.estimatedCalls > 0 && (
            <Badge title="The provider reported no usage: tokens were counted by Tollgate">
              {totals.estimatedCalls} estimated
            </Badge>
          )
        }
      >
        <Count of={calls} short />
      </Figure>
      <Figure
        name={name('Failed')}
        note={calls > 0 && <span>{formatShare(failedCalls, calls)} of calls</span>}
      >
        <Count of={failedCalls} short />
      </Figure>
      <Figure
        name={`${name('Tokens')}, in → out`}
        note={
          totals.cachedInputTokens > 0 && (
            <span>
              <Count of={totals.cachedInputTokens} short /> of the input cached
            </span>
          )
        }
      >
        <Count of={totals.inputTokens} short />
        <span className="px-1.5 font-normal text-ink-faint">→</span>
        <Count of={totals.outputTokens} short />
      </Figure>
    </FigureStrip>
  );
}
