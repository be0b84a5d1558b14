import { useQuery } from 'urql';
import { dayAfter } from '../../lib/dates.ts';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Money } from '../../ui/money.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { CallRow, CallRow_Event } from '../calls/call-row.tsx';
import { CallsTable } from '../calls/calls-table.tsx';
import { PagedRows } from '../paging/paged-rows.tsx';
import type { LineFacts } from './invoice-queries.ts';
import { periodText } from './invoice-words.ts';

const LineCalls_Query = graphql(
  `
    query LineCalls_Query($range: RangeInput!, $filter: SpendEventFilter!, $after: String) {
      spendEvents(first: 25, after: $after, range: $range, filter: $filter) {
        nodes {
          id
          ...CallRow_Event
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  `,
  [CallRow_Event],
);

type Page = ResultOf<typeof LineCalls_Query>['spendEvents'];

const COLUMNS = 6;

interface LineCallsSheetProps {
  customer: string;
  /** Null: closed. */
  line: LineFacts | null;
  onClose: () => void;
}

/** The calls that a line bills: those of its model in its period. */
export function LineCallsSheet({ customer, line, onClose }: LineCallsSheetProps) {
  return (
    <Sheet
      open={line !== null}
      onClose={onClose}
      title={line?.description ?? ''}
      description="The calls of this line"
    >
      {line && <LineCalls customer={customer} line={line} />}
    </Sheet>
  );
}

function LineCalls({ customer, line }: { customer: string; line: LineFacts }) {
  const { period, model } = line;
  const variables = {
    range: { from: period.firstDay, to: dayAfter(period.lastDay), timeZone: period.timeZone },
    filter: { customers: [customer], models: model === null ? null : [model] },
  };
  const [result, refetch] = useQuery({ query: LineCalls_Query, variables });
  return (
    <>
      <p className="px-4 py-3 text-[13px] text-ink-soft">
        {`Calls of ${model ?? 'all models'}, ${periodText(period)} (${period.timeZone}), which come to `}
        <Money of={line.billed} as="billed" className="font-medium text-ink" />
        {' on this line.'}
      </p>
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={10} />}>
        {({ spendEvents }) => <Calls page={spendEvents} variables={variables} />}
      </QueryView>
    </>
  );
}

interface CallsProps {
  page: Page;
  variables: {
    range: { from: string; to: string; timeZone: string };
    filter: { customers: string[]; models: string[] | null };
  };
}

function Calls({ page, variables }: CallsProps) {
  if (page.nodes.length === 0) {
    return (
      <p className="px-4 pb-4 text-[13px] text-ink-faint">
        None of them is kept any more: the invoice stands on what was recorded.
      </p>
    );
  }
  return (
    <CallsTable label="Calls of the line" withCustomer={false}>
      <PagedRows
        page={page}
        query={LineCalls_Query}
        variables={variables}
        pick={(data) => data.spendEvents}
        columns={COLUMNS}
        what="calls"
        row={(event) => <CallRow event={event} fresh={false} withCustomer={false} />}
      />
    </CallsTable>
  );
}
