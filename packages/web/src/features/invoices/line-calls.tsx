import { useQuery } from 'urql';
import { formatQuantity, plural } from '../../lib/counts.ts';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Badge } from '../../ui/badge.tsx';
import { Count } from '../../ui/count.tsx';
import { Money } from '../../ui/money.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Table, Td, Th, Tr } from '../../ui/table.tsx';
import { OnDay } from '../../ui/when.tsx';
import { CallLink } from '../calls/call-link.tsx';
import { PagedRows } from '../paging/paged-rows.tsx';
import type { LineFacts } from './invoice-queries.ts';
import { periodText } from './invoice-words.ts';

const LineCalls_Query = graphql(`
  query LineCalls_Query($id: ID!, $after: String) {
    invoiceLine(id: $id) {
      calls(first: 25, after: $after) {
        nodes {
          callId
          attempt
          adjustment
          occurredAt
          model
          calls
          inputTokens
          outputTokens
          quantity
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  }
`);

type Page = NonNullable<ResultOf<typeof LineCalls_Query>['invoiceLine']>['calls'];
type Call = Page['nodes'][number];

const COLUMNS = 4;

interface LineCallsSheetProps {
  /** Null: closed. */
  line: LineFacts | null;
  onClose: () => void;
}

/** The very calls that a line bills, as they were when it was drawn up. */
export function LineCallsSheet({ line, onClose }: LineCallsSheetProps) {
  return (
    <Sheet
      open={line !== null}
      onClose={onClose}
      title={line?.description ?? ''}
      description="The calls of this line"
    >
      {line && <LineCalls line={line} />}
    </Sheet>
  );
}

function LineCalls({ line }: { line: LineFacts }) {
  const { id, period } = line;
  const [result, refetch] = useQuery({ query: LineCalls_Query, variables: { id } });
  return (
    <>
      <p className="px-4 py-3 text-[13px] text-ink-soft">
        {`${periodText(period)} (${period.timeZone}). They come to `}
        <Money of={line.billed} as="billed" className="font-medium text-ink" />
        {' on this line.'}
      </p>
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={10} />}>
        {({ invoiceLine }) => <Calls line={line} page={rowsOf(invoiceLine?.calls)} />}
      </QueryView>
    </>
  );
}

function Calls({ line, page }: { line: LineFacts; page: ReturnType<typeof rowsOf> }) {
  if (page.nodes.length === 0) {
    return (
      <p className="px-4 pb-4 text-[13px] text-ink-faint">
        None of them is kept any more: the invoice stands on what was recorded.
      </p>
    );
  }
  return (
    <Table label="Calls of the line">
      <thead>
        <tr>
          <Th>Time</Th>
          <Th>Model</Th>
          <Th numeric className="max-sm:hidden">
            Tokens in → out
          </Th>
          <Th numeric>{line.unit ?? 'Counts'}</Th>
        </tr>
      </thead>
      <tbody>
        <PagedRows
          page={page}
          query={LineCalls_Query}
          variables={{ id: line.id }}
          pick={(data) => rowsOf(data.invoiceLine?.calls)}
          columns={COLUMNS}
          what="calls"
          row={(call) => <CallRow call={call} timeZone={line.period.timeZone} />}
        />
      </tbody>
    </Table>
  );
}

function CallRow({ call, timeZone }: { call: Call; timeZone: string }) {
  return (
    <Tr className="relative" data-call-id={call.callId}>
      <Td className="text-ink-soft">
        <CallLink callId={call.callId}>
          <OnDay at={call.occurredAt} timeZone={timeZone} />
        </CallLink>
        {call.adjustment > 0 && <Badge tone="warn">Corrected</Badge>}
      </Td>
      <Td className="max-w-48 truncate max-sm:max-w-28" title={call.model}>
        {call.model}
        {call.calls > 1 && (
          <span className="block text-xs text-ink-faint">{plural(call.calls, 'call')}</span>
        )}
      </Td>
      <Td numeric className="max-sm:hidden">
        <Count of={call.inputTokens} />
        <span className="px-1 text-ink-faint">→</span>
        <Count of={call.outputTokens} />
      </Td>
      <Td numeric>{call.quantity === null ? '—' : formatQuantity(call.quantity)}</Td>
    </Tr>
  );
}

/** A call is on a line once for each attempt and each correction of it. */
function rowsOf(page: Page | undefined) {
  const { nodes = [], pageInfo = { endCursor: null, hasNextPage: false } } = page ?? {};
  const withIds = nodes.map((call) => ({
    ...call,
    id: `${call.callId} ${call.attempt} ${call.adjustment}`,
  }));
  return { nodes: withIds, pageInfo };
}
