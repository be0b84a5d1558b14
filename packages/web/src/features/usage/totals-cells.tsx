import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';
import { Count } from '../../ui/count.tsx';
import { Td } from '../../ui/table.tsx';
import { SpendSum } from './spend-sum.tsx';

export const TotalsCells_Totals = graphql(`
  fragment TotalsCells_Totals on Totals {
    calls
    unpricedCalls
    inputTokens
    outputTokens
    charge {
      amount
      currency
    }
  }
`);

/** The cells of a table that every sum has: spend, calls, tokens. */
export function TotalsCells({ totals }: { totals: FragmentOf<typeof TotalsCells_Totals> }) {
  const sum = readFragment(TotalsCells_Totals, totals);
  return (
    <>
      <Td numeric>
        <SpendSum charge={sum.charge} unpricedCalls={sum.unpricedCalls} />
      </Td>
      <Td numeric>
        <Count of={sum.calls} />
      </Td>
      <Td numeric className="max-sm:hidden">
        <Count of={sum.inputTokens} short />
        <span className="px-1 text-ink-faint">→</span>
        <Count of={sum.outputTokens} short />
      </Td>
    </>
  );
}
