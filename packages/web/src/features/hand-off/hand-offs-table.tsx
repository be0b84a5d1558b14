import { Link } from '@tanstack/react-router';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { PagedRows } from '../paging/paged-rows.tsx';
import { useInstallation, useMay } from '../session/session.ts';
import { HandOffButton } from './hand-off-button.tsx';
import { HandOffOutcome, HandOffStatus } from './hand-off-facts.tsx';
import {
  type HandOffFacts,
  type HandOffStatusName,
  HandOffs_Query,
  type HandOffsPage,
} from './hand-off-queries.ts';
import { targetName } from './hand-off-words.ts';

const COLUMNS = 4;

interface HandOffsTableProps {
  page: HandOffsPage;
  filter: { statuses: HandOffStatusName[] } | null;
}

export function HandOffsTable({ page, filter }: HandOffsTableProps) {
  return (
    <Table label="Handed over">
      <thead>
        <tr>
          <Th>Invoice</Th>
          <Th className="max-sm:hidden">To</Th>
          <Th>What came of it</Th>
          <Th numeric className="max-md:hidden">
            Asked for
          </Th>
        </tr>
      </thead>
      <tbody>
        <PagedRows
          key={JSON.stringify(filter)}
          page={named(page)}
          query={HandOffs_Query}
          variables={{ filter }}
          pick={(data) => named(data.invoiceHandOffs)}
          columns={COLUMNS}
          what="hand-offs"
          row={(handOff) => <HandOffRow handOff={handOff} />}
        />
      </tbody>
    </Table>
  );
}

/** An invoice goes to each system once, which is what tells them apart. */
function named({ nodes, pageInfo }: HandOffsPage) {
  return { nodes: nodes.map((each) => ({ ...each, id: each.invoiceId + each.target })), pageInfo };
}

function HandOffRow({ handOff }: { handOff: HandOffFacts }) {
  const { may } = useMay('MANAGE_INVOICES');
  const { reportingTimeZone } = useInstallation();
  const { invoiceId, invoiceNumber, target, status, createdAt } = handOff;
  return (
    <Tr>
      <RowHeader className="align-top">
        <Link
          to="/invoices/$invoiceId"
          params={{ invoiceId }}
          className="font-medium whitespace-nowrap hover:underline"
        >
          {invoiceNumber}
        </Link>
        <span className="block text-xs text-ink-faint sm:hidden">{targetName(target)}</span>
      </RowHeader>
      <Td className="align-top max-sm:hidden">{targetName(target)}</Td>
      <Td className="align-top">
        <div className="flex flex-wrap items-start gap-2">
          <div className="min-w-40 flex-1">
            <HandOffStatus of={status} />
            <HandOffOutcome handOff={handOff} />
          </div>
          {may && status === 'FAILED' && (
            <HandOffButton invoiceId={invoiceId} target={target} again />
          )}
        </div>
      </Td>
      <Td numeric className="align-top text-ink-soft max-md:hidden">
        <When at={createdAt} timeZone={reportingTimeZone} />
      </Td>
    </Tr>
  );
}
