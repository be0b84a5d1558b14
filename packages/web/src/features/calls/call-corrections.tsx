import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Money } from '../../ui/money.tsx';
import { Table, Td, Th, TotalRow, Tr } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { useInstallation } from '../session/session.ts';

export const CallCorrections_Event = graphql(`
  fragment CallCorrections_Event on SpendEvent @_unmask {
    currentCharge {
      amount
      currency
    }
    corrections {
      id
      recordedAt
      priceVersion
      charge {
        amount
        currency
      }
    }
  }
`);

/** What was added to a call since it was recorded: the call itself is never changed. */
export function CallCorrections({ event }: { event: ResultOf<typeof CallCorrections_Event> }) {
  const { reportingTimeZone } = useInstallation();
  if (event.corrections.length === 0) return null;
  return (
    <Table label="Corrections">
      <thead>
        <tr>
          <Th>Corrected</Th>
          <Th>To price version</Th>
          <Th numeric>Added to the charge</Th>
        </tr>
      </thead>
      <tbody>
        {event.corrections.map((correction) => (
          <Tr key={correction.id}>
            <Td>
              <When at={correction.recordedAt} timeZone={reportingTimeZone} />
            </Td>
            <Td className="break-all">{correction.priceVersion ?? '—'}</Td>
            <Td numeric>{correction.charge ? <Money of={correction.charge} as="exact" /> : '—'}</Td>
          </Tr>
        ))}
      </tbody>
      <tfoot>
        <TotalRow>
          <Td colSpan={2}>Charge now</Td>
          <Td numeric>
            {event.currentCharge ? <Money of={event.currentCharge} as="exact" /> : '—'}
          </Td>
        </TotalRow>
      </tfoot>
    </Table>
  );
}
