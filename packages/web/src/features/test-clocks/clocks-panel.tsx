import { Plus } from 'lucide-react';
import { useState } from 'react';
import { plural } from '../../lib/counts.ts';
import { formatInstant } from '../../lib/dates.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { PagedRows } from '../paging/paged-rows.tsx';
import { useMay } from '../session/session.ts';
import { type ClockFacts, type ClocksPage, MoreClocks_Query } from './clock-queries.ts';
import { ClockSheet } from './clock-sheet.tsx';
import { CreateClock } from './create-clock.tsx';

/** Customers that live in a time of their own, so that a year of invoices is seen at once. */
export function ClocksPanel({ page }: { page: ClocksPage }) {
  const [creating, setCreating] = useState(false);
  const [opened, setOpened] = useState<ClockFacts | null>(null);
  const { may } = useMay('MANAGE_INVOICES');
  const close = () => setCreating(false);
  // As it is now: what is changed in the sheet is seen in it.
  const shown = opened && (page.nodes.find(({ id }) => id === opened.id) ?? opened);
  const create = may && (
    <Button onClick={() => setCreating(true)}>
      <Plus aria-hidden="true" className="size-3.5" /> New test clock
    </Button>
  );
  return (
    <Panel
      title="Test clocks"
      note="For trying out a rate card, never for real customers"
      actions={create}
    >
      {page.nodes.length === 0 ? (
        <p className="px-4 pb-4 text-[13px] text-ink-faint">
          A test clock puts customers on a time of their own. Let it run a year ahead, and the
          invoices of that year are there in seconds.
        </p>
      ) : (
        <ClocksTable page={page} onOpen={setOpened} />
      )}
      <Sheet
        open={creating}
        onClose={close}
        title="New test clock"
        description="Puts customers on a time of their own"
      >
        {creating && <CreateClock onDone={close} />}
      </Sheet>
      <ClockSheet clock={shown} onClose={() => setOpened(null)} />
    </Panel>
  );
}

interface ClocksTableProps {
  page: ClocksPage;
  onOpen: (clock: ClockFacts) => void;
}

function ClocksTable({ page, onOpen }: ClocksTableProps) {
  return (
    <Table label="Test clocks">
      <thead>
        <tr>
          <Th>Clock</Th>
          <Th className="max-sm:hidden">Customers</Th>
          <Th>Its time</Th>
        </tr>
      </thead>
      <tbody>
        <PagedRows
          page={page}
          query={MoreClocks_Query}
          variables={{}}
          pick={(data) => data.testClocks}
          columns={3}
          what="test clocks"
          row={(clock) => <ClockRow clock={clock} onOpen={() => onOpen(clock)} />}
        />
      </tbody>
    </Table>
  );
}

function ClockRow({ clock, onOpen }: { clock: ClockFacts; onOpen: () => void }) {
  const { name, customers, now } = clock;
  return (
    <Tr>
      <RowHeader className="max-w-56 max-sm:max-w-36">
        <button
          type="button"
          onClick={onOpen}
          className="block max-w-full truncate rounded font-medium hover:underline"
        >
          {name}
          <span className="sr-only">, test clock</span>
        </button>
        <span className="block truncate text-xs text-ink-faint sm:hidden">
          {plural(customers.length, 'customer')}
        </span>
      </RowHeader>
      <Td className="max-w-64 truncate text-ink-soft max-sm:hidden" title={customers.join(', ')}>
        {customers.join(', ')}
      </Td>
      <Td className="text-ink-soft tabular-nums">
        <time dateTime={now}>{formatInstant(now, 'UTC')}</time>
      </Td>
    </Tr>
  );
}
