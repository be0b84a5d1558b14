import { formatShare } from '../../lib/counts.ts';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import type { MoneyText } from '../../lib/money.ts';
import { Badge } from '../../ui/badge.tsx';
import { Count } from '../../ui/count.tsx';
import { Figure, FigureStrip } from '../../ui/figure-strip.tsx';
import { Money } from '../../ui/money.tsx';
import { UnpricedBadge } from './unpriced-badge.tsx';

/** What a customer may see of a sum: all but what the provider takes. */
export const OwnFigures_Totals = graphql(`
  fragment OwnFigures_Totals on Totals @_unmask {
    calls
    failedCalls
    unpricedCalls
    estimatedCalls
    inputTokens
    cachedInputTokens
    outputTokens
    charge {
      amount
      currency
    }
  }
`);

export const TotalsFigures_Totals = graphql(
  `
    fragment TotalsFigures_Totals on Totals @_unmask {
      cost {
        amount
        currency
      }
      ...OwnFigures_Totals
    }
  `,
  [OwnFigures_Totals],
);

interface TotalsFiguresProps {
  label: string;
  /** Where these figures stand beside others: of when they are. */
  when?: 'today';
  totals: ResultOf<typeof OwnFigures_Totals> & { cost?: MoneyText };
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
            {cost && cost.amount !== charge.amount && (
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
