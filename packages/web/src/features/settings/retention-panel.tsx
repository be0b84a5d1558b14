import { useQuery } from 'urql';
import { plural } from '../../lib/counts.ts';
import { formatBucket } from '../../lib/dates.ts';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Badge } from '../../ui/badge.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { At, OnDay, When } from '../../ui/when.tsx';
import { useInstallation } from '../session/session.ts';

const Retention_Query = graphql(`
  query Retention_Query {
    retention {
      keepHours
      oldestMonth
      oldestMonthGoesAt
      lastRunAt
      held {
        month
        reason
        months
      }
      nextRun {
        at
        months
      }
      lastDrop {
        at
        months {
          month
          calls
        }
      }
    }
  }
`);

type Retention = ResultOf<typeof Retention_Query>['retention'];

/** How long single calls are kept, what went and goes next, and what stays for longer. */
export function RetentionPanel() {
  const [result, refetch] = useQuery({
    query: Retention_Query,
    requestPolicy: 'cache-and-network',
  });
  const keepHours = result.data?.retention.keepHours;
  const note = keepHours !== undefined && (
    <Badge>{keepHours === null ? 'Kept for good' : `Kept for ${lengthOf(keepHours)}`}</Badge>
  );
  return (
    <Panel title="Single calls" note={note}>
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={5} />}>
        {({ retention }) => <RetentionView retention={retention} />}
      </QueryView>
    </Panel>
  );
}

function RetentionView({ retention }: { retention: Retention }) {
  const { reportingTimeZone } = useInstallation();
  const { keepHours, oldestMonth, oldestMonthGoesAt, held, lastRunAt, lastDrop } = retention;
  return (
    <>
      <p className="px-4 pb-3 text-[13px] text-ink-soft">
        {keepHours === null
          ? 'Nothing is dropped. Name a time under retention.spend_events in the configuration, and what is older goes by the month.'
          : `Each call is kept for at least ${lengthOf(keepHours)}, then its whole month of UTC goes.`}{' '}
        Totals, reports, budgets and invoices keep their figures either way.
      </p>
      <Facts>
        {oldestMonth !== null && <Fact name="Kept since">{monthName(oldestMonth)}</Fact>}
        {oldestMonth !== null && oldestMonthGoesAt !== null && (
          <Fact name={`${monthName(oldestMonth)} may go`}>
            <OnDay at={oldestMonthGoesAt} timeZone={reportingTimeZone} />
          </Fact>
        )}
        {held && <Held held={held} />}
        {retention.nextRun && <NextRun run={retention.nextRun} />}
        {keepHours !== null && (
          <Fact name="Last looked at">
            {lastRunAt === null ? 'Not yet' : <When at={lastRunAt} timeZone={reportingTimeZone} />}
          </Fact>
        )}
        {lastDrop && (
          <Fact name="Last dropped">
            {droppedText(lastDrop.months)}, <When at={lastDrop.at} timeZone={reportingTimeZone} />
          </Fact>
        )}
        <Fact name="Prompts and answers">Never recorded</Fact>
      </Facts>
    </>
  );
}

function Held({ held: { month, reason, months } }: { held: NonNullable<Retention['held']> }) {
  return (
    <Fact name={`${monthName(month)} stays`}>
      <span className="font-medium text-warn">because {reason}</span>
      {months > 1 && (
        <span className="block text-ink-faint">
          {plural(months - 1, 'later month')} {months === 2 ? 'waits' : 'wait'} for it
        </span>
      )}
    </Fact>
  );
}

function NextRun({ run: { at, months } }: { run: NonNullable<Retention['nextRun']> }) {
  const { reportingTimeZone } = useInstallation();
  return (
    <Fact name="Next look">
      <At instant={at} timeZone={reportingTimeZone} />
      <span className="block text-ink-faint">
        {months.length === 0 ? 'Nothing is to go' : `${spanOf(months)} to go`}
      </span>
    </Fact>
  );
}

function droppedText(months: readonly { month: string; calls: number }[]): string {
  const [only] = months;
  if (only && months.length === 1) return `${monthName(only.month)}: ${plural(only.calls, 'call')}`;
  return spanOf(months.map(({ month }) => month));
}

/** "Feb 2026", or "Feb 2026 – May 2026, 4 months". */
function spanOf(months: readonly string[]): string {
  const [first = '', last] = [months[0], months.at(-1)];
  if (last === undefined || last === first) return monthName(first);
  return `${monthName(first)} – ${monthName(last)}, ${plural(months.length, 'month')}`;
}

/** Months of the record are those of UTC, whatever zone reports are in. */
function monthName(firstDay: string): string {
  return formatBucket(firstDay, 'MONTH', 'UTC');
}

function lengthOf(hours: number): string {
  return hours % 24 === 0 ? plural(hours / 24, 'day') : plural(hours, 'hour');
}
