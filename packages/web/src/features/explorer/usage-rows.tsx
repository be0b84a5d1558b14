import { Link } from '@tanstack/react-router';
import { ScrollText } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatCappedCount, formatDuration, formatShare } from '../../lib/counts.ts';
import { formatLocalDay } from '../../lib/dates.ts';
import { toLength } from '../../lib/money.ts';
import type { RangeText } from '../../lib/ranges.ts';
import { type GroupName, isCallStatus, type UsageSearch } from '../../lib/search.ts';
import { Bar } from '../../ui/bar.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Count } from '../../ui/count.tsx';
import { Money } from '../../ui/money.tsx';
import { RowHeader, Table, Td, Th, TotalRow, Tr } from '../../ui/table.tsx';
import { Amount } from '../../ui/time-series/amount.tsx';
import { STATUS_WORDS } from '../filters/dimensions.ts';
import { SpendSum } from '../usage/spend-sum.tsx';
import { type Step, stepInto, stepToCalls } from './drill.ts';
import { measured } from './usage-chart.tsx';
import type { UsageBefore, UsageRowShown, UsageShown, UsageSums } from './usage-query.ts';
import { groupsOf, groupWord, METRIC_TERMS, unitOf } from './usage-terms.ts';

interface UsageRowsProps {
  usage: UsageShown;
  range: RangeText;
  search: UsageSearch;
}

/** The top rows, all others as one, and the sum of both. */
export function UsageRows({ usage, range, search }: UsageRowsProps) {
  const { rows, totals, previous, overlapping } = usage;
  const groups = groupsOf(search);
  const of = (sums: UsageSums) => toLength(measured(sums, search.metric));
  const longest = Math.max(0, ...rows.nodes.map((row) => of(row.totals)));
  const compared = previous !== null;
  const cells = { search, compared };
  return (
    <>
      <Table label="Usage" className="lg:min-w-4xl">
        <thead>
          <tr>
            {groups.map((group) => (
              <Th key={group}>{groupWord(group)}</Th>
            ))}
            <Th className="w-1/6 max-lg:hidden">
              <span className="sr-only">Share of the highest</span>
            </Th>
            <SumHeadings {...cells} />
          </tr>
        </thead>
        <tbody>
          {rows.nodes.map((row) => (
            <Tr key={JSON.stringify(row.key)}>
              {groups.map((group, at) => (
                <GroupCell
                  key={group}
                  first={at === 0}
                  step={
                    at === 0
                      ? stepInto(range, search, row.key)
                      : stepToCalls(range, search, row.key)
                  }
                >
                  {nameIn(group, row, at)}
                </GroupCell>
              ))}
              <Td className="max-lg:hidden">
                <Bar length={of(row.totals)} of={longest} />
              </Td>
              <SumCells
                {...cells}
                sums={row.totals}
                before={row.previous}
                p95Ms={row.latency?.p95Ms}
                calls={stepToCalls(range, search, row.key)}
              />
            </Tr>
          ))}
          {rows.others && rows.others.count.value > 0 && (
            <Tr className="text-ink-soft">
              <RowHeader colSpan={groups.length} className="text-ink-faint">
                {formatCappedCount(rows.others.count)} others
              </RowHeader>
              <Td className="max-lg:hidden" />
              <SumCells {...cells} sums={rows.others.totals} before={rows.others.previous} />
            </Tr>
          )}
        </tbody>
        {!overlapping && (
          <tfoot>
            <TotalRow>
              <RowHeader colSpan={Math.max(1, groups.length)} className="font-medium">
                Total
              </RowHeader>
              <Td className="max-lg:hidden" />
              <SumCells
                {...cells}
                sums={totals}
                before={previous?.totals ?? null}
                p95Ms={usage.latency?.p95Ms}
              />
            </TotalRow>
          </tfoot>
        )}
      </Table>
      {overlapping && (
        <p className="border-t border-line px-4 py-2 text-xs text-ink-faint">
          A call with several tags counts in each of them, so there is no sum.
        </p>
      )}
    </>
  );
}

interface Shown {
  search: UsageSearch;
  compared: boolean;
}

/** Spend and calls are always there; another measure stands before them. */
function isExtra({ search: { metric } }: Shown): boolean {
  return metric !== 'spend' && metric !== 'calls';
}

function SumHeadings(shown: Shown) {
  return (
    <>
      {isExtra(shown) && <Th numeric>{METRIC_TERMS[shown.search.metric].word}</Th>}
      <Th numeric>Spend</Th>
      {shown.compared && (
        <Th numeric className="max-sm:hidden">
          Before
        </Th>
      )}
      <Th numeric className="max-lg:hidden">
        Margin
      </Th>
      <Th numeric>Calls</Th>
      <Th numeric className="max-lg:hidden">
        Failed
      </Th>
      <Th numeric className="max-md:hidden">
        Tokens in → out
      </Th>
      <Th numeric className="max-lg:hidden">
        95th pct.
      </Th>
      <Th className="max-sm:hidden">
        <span className="sr-only">Its calls</span>
      </Th>
    </>
  );
}

interface SumCellsProps extends Shown {
  sums: UsageSums;
  before: UsageBefore | null;
  p95Ms?: number | undefined;
  calls?: Step | null;
}

function SumCells({ sums, before, p95Ms, calls, ...shown }: SumCellsProps) {
  const { metric } = shown.search;
  return (
    <>
      {isExtra(shown) && (
        <Td numeric>
          <Amount of={measured(sums, metric)} unit={unitOf(metric, sums.charge.currency)} />
        </Td>
      )}
      <Td numeric data-sum="spend">
        <SpendSum charge={sums.charge} unpricedCalls={sums.unpricedCalls} />
      </Td>
      {shown.compared && (
        <Td numeric className="text-ink-faint max-sm:hidden">
          {before && before.calls > 0 ? <Money of={before.charge} as="total" /> : 'new'}
        </Td>
      )}
      <Td numeric className="max-lg:hidden">
        <Money of={sums.margin} as="total" />
      </Td>
      <Td numeric data-sum="calls">
        <Count of={sums.calls} />
      </Td>
      <Td numeric className="text-ink-soft max-lg:hidden">
        {sums.failedCalls === 0 ? '—' : formatShare(sums.failedCalls, sums.calls)}
      </Td>
      <Td numeric className="max-md:hidden">
        <Count of={sums.inputTokens} short />
        <span className="px-1 text-ink-faint">→</span>
        <Count of={sums.outputTokens} short />
      </Td>
      <Td numeric className="text-ink-soft max-lg:hidden">
        {p95Ms === undefined ? '—' : formatDuration(p95Ms)}
      </Td>
      <Td className="max-sm:hidden">{calls && <CallsLink step={calls} />}</Td>
    </>
  );
}

function CallsLink({ step }: { step: Step }) {
  return (
    <Link
      to="/logs"
      search={{ ...step.narrowed, range: step.range }}
      aria-label="Its calls"
      title="Its calls"
      className={buttonClass('quiet')}
    >
      <ScrollText aria-hidden="true" className="size-3.5" />
    </Link>
  );
}

interface GroupCellProps {
  first: boolean;
  step: Step | null;
  children: ReactNode;
}

/** The name of a row in one of its groups: the way one level down, and from the last one to the calls. */
function GroupCell({ first, step, children }: GroupCellProps) {
  const Cell = first ? RowHeader : Td;
  return <Cell className="max-w-56 truncate max-sm:max-w-32">{linked(step, children)}</Cell>;
}

function linked(step: Step | null, name: ReactNode) {
  if (step === null) return name;
  const className = 'font-medium hover:underline';
  if (step.group === 'none') {
    return (
      <Link to="/logs" search={{ ...step.narrowed, range: step.range }} className={className}>
        {name}
      </Link>
    );
  }
  return (
    <Link
      from="/usage"
      to="."
      search={(before) => ({
        ...before,
        ...step.narrowed,
        range: step.range,
        group: step.group,
        sub: 'none',
      })}
      className={className}
    >
      {name}
    </Link>
  );
}

function nameIn(group: GroupName, row: UsageRowShown, at: number): string {
  const key = row.key[at] ?? null;
  const label = row.labels[at] ?? '';
  if (group === 'day' && key !== null) return formatLocalDay(key);
  return group === 'status' && key !== null && isCallStatus(key) ? STATUS_WORDS[key] : label;
}
