import { ScrollText, SearchX } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { PagedRows } from '../paging/paged-rows.tsx';
import { useInstallation } from '../session/session.ts';
import { CsvLink } from '../usage/csv-link.tsx';
import { AuditSheet, AuditSheet_Entry } from './audit-sheet.tsx';

const Audit_Query = graphql(
  `
    query Audit_Query($filter: AuditFilter, $after: String) {
      auditEntries(first: 50, after: $after, filter: $filter) {
        nodes {
          id
          ...AuditSheet_Entry
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  `,
  [AuditSheet_Entry],
);

type Entry = ResultOf<typeof Audit_Query>['auditEntries']['nodes'][number];

const OUTCOMES: Record<Entry['outcome'], { tone: Tone; word: string }> = {
  DONE: { tone: 'good', word: 'Done' },
  REFUSED: { tone: 'warn', word: 'Refused' },
  FAILED: { tone: 'bad', word: 'Failed' },
  UNKNOWN: { tone: 'neutral', word: 'Unknown' },
};

interface AuditTabProps {
  search: string;
  onSearch: (text: string) => void;
}

/** Who changed what, when and from where. */
export function AuditTab({ search, onSearch }: AuditTabProps) {
  const [opened, setOpened] = useState<Entry | null>(null);
  const variables = { filter: search === '' ? null : { search } };
  const [result, refetch] = useQuery({
    query: Audit_Query,
    variables,
    requestPolicy: 'cache-and-network',
  });
  const csv = `/exports/audit.csv${search === '' ? '' : `?${new URLSearchParams({ search })}`}`;
  const tools = (
    <>
      <SearchField label="Search the audit log" value={search} onSearch={onSearch} />
      <CsvLink path={csv} what="audit log" />
    </>
  );
  return (
    <Panel title="Audit log" actions={tools}>
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={10} />}>
        {({ auditEntries }) =>
          auditEntries.nodes.length > 0 ? (
            <Table label="Audit log">
              <thead>
                <tr>
                  <Th>What</Th>
                  <Th>Outcome</Th>
                  <Th className="max-sm:hidden">Who</Th>
                  <Th className="max-md:hidden">From</Th>
                  <Th numeric>When</Th>
                </tr>
              </thead>
              <tbody>
                <PagedRows
                  key={search}
                  page={auditEntries}
                  query={Audit_Query}
                  variables={variables}
                  pick={(data) => data.auditEntries}
                  columns={5}
                  what="entries"
                  row={(entry) => <EntryRow entry={entry} onOpen={() => setOpened(entry)} />}
                />
              </tbody>
            </Table>
          ) : search === '' ? (
            <Notice icon={ScrollText} title="Nothing was changed yet">
              Every change leaves an entry here: who, what, before, after, when and from where.
            </Notice>
          ) : (
            <Notice icon={SearchX} title={`No entry matches “${search}”`} />
          )
        }
      </QueryView>
      <AuditSheet entry={opened} onClose={() => setOpened(null)} />
    </Panel>
  );
}

function EntryRow({ entry, onOpen }: { entry: Entry; onOpen: () => void }) {
  const { reportingTimeZone } = useInstallation();
  const { tone, word } = OUTCOMES[entry.outcome];
  return (
    <Tr>
      <RowHeader className="max-w-64 max-sm:max-w-40">
        <button
          type="button"
          onClick={onOpen}
          className="block max-w-full truncate rounded font-mono text-xs font-medium hover:underline"
        >
          {entry.operation}
        </button>
        <span className="block truncate text-xs text-ink-faint sm:hidden">{entry.actorName}</span>
      </RowHeader>
      <Td>
        <Badge tone={tone}>{word}</Badge>
      </Td>
      <Td className="max-w-48 truncate max-sm:hidden">{entry.actorName || '—'}</Td>
      <Td className="font-mono text-xs text-ink-soft max-md:hidden">{entry.address}</Td>
      <Td numeric className="text-ink-soft">
        <When at={entry.occurredAt} timeZone={reportingTimeZone} />
      </Td>
    </Tr>
  );
}
