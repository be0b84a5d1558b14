import { useQuery } from 'urql';
import { formatDayRange, formatLocalDay } from '../../lib/dates.ts';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { InvoiceAmounts_Totals } from '../invoices/invoice-amounts.ts';
import { PagedRows } from '../paging/paged-rows.tsx';
import { CsvLink } from '../usage/csv-link.tsx';

const PortalInvoices_Query = graphql(
  `
  query PortalInvoices_Query($after: String) {
    invoices(first: 25, after: $after, filter: { statuses: [FINALISED, PAID, VOID] }) {
      nodes {
        id
        number
        status
        dueOn
        period {
          firstDay
          lastDay
        }
        totals {
          ...InvoiceAmounts_Totals
        }
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
`,
  [InvoiceAmounts_Totals],
);

type PortalInvoice = ResultOf<typeof PortalInvoices_Query>['invoices']['nodes'][number];

const STATES: Readonly<Record<string, { word: string; tone: Tone }>> = {
  FINALISED: { word: 'Open', tone: 'accent' },
  PAID: { word: 'Paid', tone: 'good' },
  VOID: { word: 'Void', tone: 'neutral' },
};

/** What was billed. Drafts are the business of whoever writes them. */
export function PortalInvoices() {
  const [result, refetch] = useQuery({ query: PortalInvoices_Query, variables: {} });
  return (
    <Panel title="Invoices">
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={3} />}>
        {({ invoices }) =>
          invoices.nodes.length === 0 ? (
            <p className="px-4 pb-4 text-[13px] text-ink-faint">There is no invoice yet.</p>
          ) : (
            <Table label="Invoices">
              <thead>
                <tr>
                  <Th>Invoice</Th>
                  <Th className="max-sm:hidden">State</Th>
                  <Th numeric>Total</Th>
                  <Th numeric className="max-sm:hidden">
                    Due
                  </Th>
                  <Th>
                    <span className="sr-only">Downloads</span>
                  </Th>
                </tr>
              </thead>
              <tbody>
                <PagedRows
                  page={invoices}
                  query={PortalInvoices_Query}
                  variables={{}}
                  pick={(data) => data.invoices}
                  columns={5}
                  what="invoices"
                  row={(invoice) => <InvoiceRow invoice={invoice} />}
                />
              </tbody>
            </Table>
          )
        }
      </QueryView>
    </Panel>
  );
}

function InvoiceRow({ invoice }: { invoice: PortalInvoice }) {
  const { id, number, status, period, totals, dueOn } = invoice;
  const state = STATES[status];
  const name = number ?? '';
  return (
    <Tr>
      <RowHeader className="py-2">
        <span className="block font-medium">{name}</span>
        <span className="block text-xs text-ink-faint">
          {formatDayRange(period.firstDay, period.lastDay)}
        </span>
      </RowHeader>
      <Td className="max-sm:hidden">{state && <Badge tone={state.tone}>{state.word}</Badge>}</Td>
      <Td numeric>
        <Money of={totals.total} as="billed" />
        <span className="mt-0.5 block sm:hidden">
          {state && <Badge tone={state.tone}>{state.word}</Badge>}
        </span>
      </Td>
      <Td numeric className="max-sm:hidden">
        <Money of={totals.due} as="billed" />
        {dueOn && status === 'FINALISED' && (
          <span className="block text-xs text-ink-faint">by {formatLocalDay(dueOn)}</span>
        )}
      </Td>
      <Td>
        <span className="flex flex-wrap justify-end gap-1">
          <CsvLink
            path={`/exports/invoice.pdf?${new URLSearchParams({ id })}`}
            what={name}
            label="PDF"
          />
          <CsvLink
            path={`/exports/invoice_lines_focus_1_2.csv?${new URLSearchParams({ id, status })}`}
            what={`lines of ${name}`}
          />
        </span>
      </Td>
    </Tr>
  );
}
