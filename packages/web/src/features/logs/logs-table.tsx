import { CallRow } from '../calls/call-row.tsx';
import { CallsTable } from '../calls/calls-table.tsx';
import { PagedRows } from '../paging/paged-rows.tsx';
import { type LogsPageOfCalls, type LogsVariables, MoreLogs_Query } from './logs-query.ts';

const COLUMNS = 8;

interface LogsTableProps {
  page: LogsPageOfCalls;
  variables: LogsVariables;
}

export function LogsTable({ page, variables }: LogsTableProps) {
  return (
    <CallsTable label="Calls" withCustomer detailed>
      <PagedRows
        key={JSON.stringify(variables)}
        page={page}
        query={MoreLogs_Query}
        variables={variables}
        pick={(data) => data.spendEvents}
        columns={COLUMNS}
        what="calls"
        row={(event) => <CallRow event={event} fresh={false} withCustomer detailed />}
      />
    </CallsTable>
  );
}
