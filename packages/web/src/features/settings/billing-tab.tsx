import { useQuery } from 'urql';
import { graphql } from '../../lib/graphql.ts';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { SchedulePanel } from '../billing-schedule/schedule-panel.tsx';
import { Schedule_Schedule } from '../billing-schedule/schedule-queries.ts';
import { Target_Target } from '../hand-off/hand-off-queries.ts';
import { TargetsPanel } from '../hand-off/targets-panel.tsx';
import { TestClocks_Connection } from '../test-clocks/clock-queries.ts';
import { ClocksPanel } from '../test-clocks/clocks-panel.tsx';

const BillingSettings_Query = graphql(
  `
    query BillingSettings_Query {
      billingSchedule {
        ...Schedule_Schedule
      }
      billingTargets {
        ...Target_Target
      }
      testClocks(first: 25) {
        ...TestClocks_Connection
      }
    }
  `,
  [Schedule_Schedule, Target_Target, TestClocks_Connection],
);

/** Nothing of these types may be there yet, and still the answer changes with them. */
const CONTEXT = { additionalTypenames: ['BillingTarget', 'TestClock'] };

/** How invoices come about by themselves, where they go from here, and on which time they are tried out. */
export function BillingTab() {
  const [result, refetch] = useQuery({
    query: BillingSettings_Query,
    requestPolicy: 'cache-and-network',
    context: CONTEXT,
  });
  return (
    <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={10} />}>
      {({ billingSchedule, billingTargets, testClocks }) => (
        <div className="grid items-start gap-4 xl:grid-cols-2">
          <SchedulePanel schedule={billingSchedule} />
          <TargetsPanel targets={billingTargets} />
          <div className="min-w-0 xl:col-span-2">
            <ClocksPanel page={testClocks} />
          </div>
        </div>
      )}
    </QueryView>
  );
}
