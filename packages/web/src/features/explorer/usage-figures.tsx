import { formatDuration, formatShare } from '../../lib/counts.ts';
import type { MoneyText } from '../../lib/money.ts';
import { Count } from '../../ui/count.tsx';
import { Figure, FigureStrip } from '../../ui/figure-strip.tsx';
import { Money } from '../../ui/money.tsx';
import { UnpricedBadge } from '../usage/unpriced-badge.tsx';
import type { UsageShown } from './usage-query.ts';

/** What all of it comes to, and what it came to before. */
export function UsageFigures({ usage }: { usage: UsageShown }) {
  const { totals, latency, previous } = usage;
  const before = previous?.totals;
  return (
    <FigureStrip label="Totals">
      <Figure
        name="Spend"
        note={
          <>
            <BeforeMoney of={before?.charge} />
            <UnpricedBadge calls={totals.unpricedCalls} />
          </>
        }
      >
        <Money of={totals.charge} as="total" />
      </Figure>
      <Figure name="Provider cost" note={<BeforeMoney of={before?.cost} />}>
        <Money of={totals.cost} as="total" />
      </Figure>
      <Figure name="Margin" note={<BeforeMoney of={before?.margin} />}>
        <Money of={totals.margin} as="total" />
      </Figure>
      <Figure name="Calls" note={<BeforeCount of={before?.calls} />}>
        <Count of={totals.calls} short />
      </Figure>
      <Figure
        name="Failed"
        note={
          <>
            {totals.calls > 0 && (
              <span>{formatShare(totals.failedCalls, totals.calls)} of calls</span>
            )}
            <BeforeCount of={before?.failedCalls} />
          </>
        }
      >
        <Count of={totals.failedCalls} short />
      </Figure>
      <Figure
        name="Tokens, in → out"
        note={
          totals.reasoningTokens > 0 && (
            <span>
              <Count of={totals.reasoningTokens} short /> of the output reasoning
            </span>
          )
        }
      >
        <Count of={totals.inputTokens} short />
        <span className="px-1.5 font-normal text-ink-faint">→</span>
        <Count of={totals.outputTokens} short />
      </Figure>
      <Figure
        name="Cache hits"
        note={
          <span>
            <Count of={totals.cachedInputTokens} short /> tokens read,{' '}
            <Count of={totals.cacheWriteTokens} short /> written
          </span>
        }
      >
        <Count of={totals.cacheHits} short />
      </Figure>
      <Figure
        name="Duration, 95th percentile"
        note={
          latency && (
            <span>
              half within {formatDuration(latency.p50Ms)}, 99% within{' '}
              {formatDuration(latency.p99Ms)}
            </span>
          )
        }
      >
        {latency ? formatDuration(latency.p95Ms) : '—'}
      </Figure>
    </FigureStrip>
  );
}

function BeforeMoney({ of: money }: { of: MoneyText | undefined }) {
  if (!money) return null;
  return (
    <span>
      before <Money of={money} as="total" />
    </span>
  );
}

function BeforeCount({ of: count }: { of: number | undefined }) {
  if (count === undefined) return null;
  return (
    <span>
      before <Count of={count} short />
    </span>
  );
}
