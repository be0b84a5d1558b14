import { Link } from '@tanstack/react-router';
import { ListX, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { formatQuantity } from '../../lib/counts.ts';
import type { MoneyText } from '../../lib/money.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Money } from '../../ui/money.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { RowHeader, Table, Td, Th, TotalRow, Tr } from '../../ui/table.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { PagedRows } from '../paging/paged-rows.tsx';
import { UnitPrice } from '../prices/unit-price.tsx';
import { useMay } from '../session/session.ts';
import { AddLine } from './add-line.tsx';
import {
  type InvoiceFacts,
  type LineFacts,
  type LinesPage,
  MoreLines_Query,
  RemoveLine_Mutation,
} from './invoice-queries.ts';
import { ALTERED, periodText } from './invoice-words.ts';
import { LineCallsSheet } from './line-calls.tsx';

const COLUMNS = 5;
const NO_LINES: LinesPage = { nodes: [], pageInfo: { endCursor: null, hasNextPage: false } };

/** What an invoice bills, line by line, and what that comes to. */
export function InvoiceLines({ invoice, page }: { invoice: InvoiceFacts; page: LinesPage }) {
  const [opened, setOpened] = useState<LineFacts | null>(null);
  const [adding, setAdding] = useState(false);
  const { may } = useMay('MANAGE_INVOICES');
  const editable = may && invoice.status === 'DRAFT';
  const add = editable && (
    <Button onClick={() => setAdding(true)}>
      <Plus aria-hidden="true" className="size-3.5" /> Add a line
    </Button>
  );
  return (
    <Panel title="Lines" actions={add}>
      {page.nodes.length === 0 ? (
        <Notice icon={ListX} title="Nothing is billed">
          {invoice.calls === 0
            ? 'There were no calls in the period.'
            : 'Its calls come to nothing.'}
        </Notice>
      ) : (
        <Table label="Lines" className="md:min-w-xl">
          <thead>
            <tr>
              <Th>What</Th>
              <Th numeric className="max-sm:hidden">
                Quantity
              </Th>
              <Th numeric className="max-sm:hidden">
                Unit price
              </Th>
              <Th numeric className="max-md:hidden">
                Exact, USD
              </Th>
              <Th numeric>Billed</Th>
            </tr>
          </thead>
          <tbody>
            <PagedRows
              page={page}
              query={MoreLines_Query}
              variables={{ id: invoice.id }}
              pick={(data) => data.invoice?.lines ?? NO_LINES}
              columns={COLUMNS}
              what="lines"
              row={(line) => (
                <LineRow
                  line={line}
                  invoice={invoice}
                  editable={editable}
                  onOpen={() => setOpened(line)}
                />
              )}
            />
          </tbody>
          <tfoot>
            <Sums invoice={invoice} />
          </tfoot>
        </Table>
      )}
      <Sheet
        open={adding}
        onClose={() => setAdding(false)}
        title="Add a line"
        description="Bills or takes off something by hand"
      >
        <AddLine invoice={invoice} onDone={() => setAdding(false)} />
      </Sheet>
      <LineCallsSheet line={opened} onClose={() => setOpened(null)} />
    </Panel>
  );
}

interface LineRowProps {
  line: LineFacts;
  invoice: InvoiceFacts;
  editable: boolean;
  onOpen: () => void;
}

function LineRow({ line, invoice, editable, onOpen }: LineRowProps) {
  const { kind, description, quantity, unit, unitPrice, late, period } = line;
  return (
    <Tr>
      <RowHeader className="max-w-80 py-1.5 max-sm:max-w-44">
        {kind === 'USAGE' ? (
          <button
            type="button"
            onClick={onOpen}
            className="rounded text-left font-medium break-words hover:underline"
          >
            {description}
            <span className="sr-only">, show its calls</span>
          </button>
        ) : (
          <span className="font-medium break-words">{description}</span>
        )}
        <span className="flex flex-wrap items-center gap-1.5 text-xs text-ink-faint">
          {late && <Badge tone="warn">Late</Badge>}
          {late && periodText(period)}
          {kind === 'MANUAL' && <Badge>By hand</Badge>}
          {quantity !== null && unitPrice !== null && (
            <span className="sm:hidden">
              {formatQuantity(quantity)} × <UnitPrice amount={unitPrice} perUnits={1} />
            </span>
          )}
        </span>
        {kind === 'MANUAL' && editable && <RemoveLine line={line} invoice={invoice} />}
      </RowHeader>
      <Td numeric className="max-sm:hidden">
        {quantity === null ? '—' : formatQuantity(quantity)}
        {unit !== null && <span className="block text-xs text-ink-faint">{unit}</span>}
      </Td>
      <Td numeric className="text-ink-soft max-sm:hidden">
        {unitPrice === null ? '—' : <UnitPrice amount={unitPrice} perUnits={1} />}
      </Td>
      <Td numeric className="text-ink-soft max-md:hidden">
        <Money of={line.exact} as="exact" />
      </Td>
      <Td numeric>
        <Money of={line.billed} as="billed" />
      </Td>
    </Tr>
  );
}

function RemoveLine({ line, invoice }: { line: LineFacts; invoice: InvoiceFacts }) {
  const remove = useAction(RemoveLine_Mutation, { touches: ALTERED });
  const { id, revision: expectedRevision } = invoice;
  return (
    <>
      <IconButton
        label={`Remove ${line.description}`}
        disabled={remove.busy}
        onClick={() => void remove.run({ id, expectedRevision, lineId: line.id })}
      >
        <X aria-hidden="true" className="size-4" />
      </IconButton>
      <FormProblem problems={remove.problems} />
    </>
  );
}

function Sums({ invoice }: { invoice: InvoiceFacts }) {
  const { totals, taxPercent, status, customerExternalId } = invoice;
  const isOwed = status === 'FINALISED' || status === 'PAID';
  return (
    <>
      <Sum name="Subtotal" of={totals.subtotal} />
      <Sum name={`Tax, ${formatQuantity(taxPercent)}%`} of={totals.tax} />
      <Sum name="Total" of={totals.total} strong />
      {isOwed && <Sum name="Paid with credit" of={totals.credits} creditOf={customerExternalId} />}
      {isOwed && <Sum name="Credited" of={totals.credited} />}
      {isOwed && <Sum name="Paid" of={totals.paid} />}
      {isOwed && <Sum name="Due" of={totals.due} strong />}
    </>
  );
}

interface SumProps {
  name: string;
  of: MoneyText;
  strong?: boolean;
  /** The customer whose credit it is, which leads to it. */
  creditOf?: string;
}

function Sum({ name, of, strong = false, creditOf }: SumProps) {
  const weight = strong ? 'font-semibold' : 'font-normal text-ink-soft';
  return (
    <TotalRow>
      <RowHeader className={weight}>
        {creditOf === undefined ? (
          name
        ) : (
          <Link
            to="/customers/$externalId/billing"
            params={{ externalId: creditOf }}
            className="underline"
          >
            {name}
          </Link>
        )}
      </RowHeader>
      <Td className="max-sm:hidden" />
      <Td className="max-sm:hidden" />
      <Td className="max-md:hidden" />
      <Td numeric className={weight} data-sum={name}>
        <Money of={of} as="billed" />
      </Td>
    </TotalRow>
  );
}
