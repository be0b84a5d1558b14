import { Table, Th } from '../../ui/table.tsx';
import { PagedRows } from '../paging/paged-rows.tsx';
import { KEY_COLUMNS, KeyRow } from './key-row.tsx';
import { Keys_Query, type KeysPage, type KeysVariables } from './keys-query.ts';

export function KeysTable({ page, variables }: { page: KeysPage; variables: KeysVariables }) {
  return (
    <Table label="API keys" className="md:min-w-2xl">
      <thead>
        <tr>
          <Th>Key</Th>
          <Th>Status</Th>
          <Th className="max-md:hidden">Owner · team</Th>
          <Th numeric className="max-sm:hidden">
            Last used
          </Th>
          <Th numeric className="max-md:hidden">
            Calls
          </Th>
          <Th numeric>Spend</Th>
        </tr>
      </thead>
      <tbody>
        <PagedRows
          key={JSON.stringify(variables)}
          page={page}
          query={Keys_Query}
          variables={variables}
          pick={(data) => data.apiKeys}
          columns={KEY_COLUMNS}
          what="keys"
          row={(apiKey) => <KeyRow apiKey={apiKey} />}
        />
      </tbody>
    </Table>
  );
}
