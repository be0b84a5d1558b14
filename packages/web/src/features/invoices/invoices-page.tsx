import { getRouteApi, Link } from '@tanstack/react-router';
import { CalendarClock, FileCheck, FilePlus, ReceiptText, SearchX } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { plural } from '../../lib/counts.ts';
import type {
  InvoiceListSearch,
  InvoiceListTab,
  InvoicesSearch,
  InvoicesTab,
} from '../../lib/search.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { DayRange } from '../../ui/day-range.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeading } from '../../ui/page-heading.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { HandOffsList } from '../hand-off/hand-offs-list.tsx';
import { useMay } from '../session/session.ts';
import { CsvLink } from '../usage/csv-link.tsx';
import { CreditNotesList } from './credit-notes-list.tsx';
import { FinaliseManySheet } from './finalise-many.tsx';
import { GenerateSheet } from './generate-form.tsx';
import type { InvoiceColumns } from './invoice-row.tsx';
import { Invoices_Query, toFileQuery, toInvoiceFilter } from './invoices-query.ts';
import { InvoicesTable } from './invoices-table.tsx';

const route = getRouteApi('/app/invoices');

const TABS: readonly { value: InvoicesTab; label: string }[] = [
  { value: 'drafts', label: 'Drafts' },
  { value: 'review', label: 'In review' },
  { value: 'final', label: 'Final' },
  { value: 'paid', label: 'Paid' },
  { value: 'void', label: 'Void' },
  { value: 'all', label: 'All' },
  { value: 'credits', label: 'Credit notes' },
  { value: 'handoffs', label: 'Handed over' },
];

const NO_FILTER = { q: '', from: '', to: '', run: '' };

export function InvoicesPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [generating, setGenerating] = useState(false);
  const { may } = useMay('MANAGE_INVOICES');
  const reads = useMay('READ_INVOICES').may;
  const go = (change: Partial<InvoicesSearch>) =>
    navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false });
  const { tab, q, from, to, run } = search;
  const isList = tab !== 'credits' && tab !== 'handoffs';
  return (
    <>
      <PageHeading title="Invoices">
        {isList && reads && (
          <>
            <SearchField label="Search invoices" value={q} onSearch={(text) => go({ q: text })} />
            <DayRange label="Period begins" from={from} to={to} onChange={(days) => go(days)} />
          </>
        )}
        {reads && (
          <Link to="/settings" search={{ tab: 'billing' }} className={buttonClass('plain')}>
            <CalendarClock aria-hidden="true" className="size-3.5" /> Schedule
          </Link>
        )}
        {may && (
          <Button look="solid" onClick={() => setGenerating(true)}>
            <FilePlus aria-hidden="true" className="size-3.5" /> Generate
          </Button>
        )}
      </PageHeading>
      <Tabs label="Invoices" value={tab} tabs={TABS} onChange={(next) => go({ tab: next })}>
        {tab === 'credits' && <CreditNotesList />}
        {tab === 'handoffs' && <HandOffsList />}
        {isList && (
          <InvoiceList
            key={JSON.stringify([tab, q, from, to, run])}
            search={{ ...search, tab }}
            onShowAll={() => go(NO_FILTER)}
          />
        )}
      </Tabs>
      <GenerateSheet open={generating} onClose={() => setGenerating(false)} />
    </>
  );
}

const LIST = { customer: true, status: false, due: false };

const COLUMNS: Readonly<Record<InvoiceListTab, InvoiceColumns>> = {
  drafts: LIST,
  review: LIST,
  final: { ...LIST, due: true },
  paid: LIST,
  void: LIST,
  all: { customer: true, status: true, due: true },
};

const NONE: ReadonlySet<string> = new Set();

interface InvoiceListProps {
  search: InvoiceListSearch;
  onShowAll: () => void;
}

function InvoiceList({ search, onShowAll }: InvoiceListProps) {
  const { tab } = search;
  const filter = toInvoiceFilter(search);
  const [chosen, setChosen] = useState(NONE);
  const [finalising, setFinalising] = useState(false);
  const { may } = useMay('MANAGE_INVOICES');
  const reads = useMay('READ_INVOICES').may;
  const [result, refetch] = useQuery({
    query: Invoices_Query,
    variables: { filter },
    requestPolicy: 'cache-and-network',
  });
  const choosable = may && (tab === 'drafts' || tab === 'review');
  const choose = (ids: readonly string[], on: boolean) => {
    const rest = [...chosen].filter((id) => !ids.includes(id));
    setChosen(new Set(on ? [...rest, ...ids] : rest));
  };
  const files = toFileQuery(filter);
  const tools = (
    <>
      {search.run !== '' && <Button onClick={onShowAll}>Show all</Button>}
      {choosable && (
        <Button disabled={chosen.size === 0} onClick={() => setFinalising(true)}>
          <FileCheck aria-hidden="true" className="size-3.5" />
          {chosen.size === 0 ? 'Finalise…' : `Finalise ${plural(chosen.size, 'invoice')}…`}
        </Button>
      )}
      <CsvLink path={`/exports/invoice_summary.csv?${files}`} what="these invoices" />
      <CsvLink
        path={`/exports/invoice_lines_focus_1_2.csv?${files}`}
        what="lines of these invoices"
        label="FOCUS"
      />
    </>
  );
  return (
    <Panel
      title={TABS.find(({ value }) => value === tab)?.label ?? ''}
      note={search.run === '' ? 'Latest first' : 'Of one run, latest first'}
      actions={reads && tools}
    >
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={10} />}>
        {({ invoices, invoiceSums }) =>
          invoices.nodes.length > 0 ? (
            <InvoicesTable
              label="Invoices"
              page={invoices}
              sums={invoiceSums}
              filter={filter}
              columns={COLUMNS[tab]}
              choice={choosable ? { chosen, choose } : undefined}
            />
          ) : (
            <NoInvoices search={search} onShowAll={onShowAll} />
          )
        }
      </QueryView>
      <FinaliseManySheet
        ids={finalising ? [...chosen] : null}
        onClose={() => setFinalising(false)}
        onDone={() => {
          setFinalising(false);
          setChosen(NONE);
        }}
      />
    </Panel>
  );
}

function NoInvoices({ search: { tab, q, from, to, run }, onShowAll }: InvoiceListProps) {
  if (q !== '' || from !== '' || to !== '' || run !== '') {
    return (
      <Notice
        icon={SearchX}
        title="No invoice matches"
        actions={<Button onClick={onShowAll}>Clear the search</Button>}
      />
    );
  }
  return (
    <Notice icon={ReceiptText} title={EMPTY[tab]}>
      {tab === 'drafts' || tab === 'all'
        ? 'Generate drafts what customers owe for each billing period that has ended. Nothing is final until you say so.'
        : null}
    </Notice>
  );
}

const EMPTY: Readonly<Record<InvoiceListTab, string>> = {
  drafts: 'No drafts',
  review: 'Nothing is in review',
  final: 'No invoice waits to be paid',
  paid: 'No invoice was paid yet',
  void: 'No invoice is void',
  all: 'No invoices yet',
};
