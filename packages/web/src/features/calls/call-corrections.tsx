import { Link } from '@tanstack/react-router';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Money } from '../../ui/money.tsx';
import { Table, Td, Th, TotalRow, Tr } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { useInstallation, useMay } from '../session/session.ts';
import { LineTerms } from './spend-lines.tsx';

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
      lines {
        kind
        quantity
        unitPrice
        per
        amount
      }
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
  const { may } = useMay('READ_PRICES');
  if (event.corrections.length === 0) return null;
  return (
    <Table label="Corrections">
      <thead>
        <tr>
          <Th>Corrected</Th>
          <Th>Rated again as</Th>
          <Th numeric>Added to the charge</Th>
        </tr>
      </thead>
      <tbody>
        {event.corrections.map((correction) => (
          <Tr key={correction.id}>
            <Td>
              <When at={correction.recordedAt} timeZone={reportingTimeZone} />
            </Td>
            <Td className="py-2">
              <LineTerms
                lines={correction.lines}
                currency={(correction.charge ?? event.currentCharge)?.currency ?? 'USD'}
              />
              <span className="block text-xs break-all text-ink-faint">
                at the price version {correction.priceVersion ?? '—'}
              </span>
            </Td>
            <Td numeric>{correction.charge ? <Money of={correction.charge} as="exact" /> : '—'}</Td>
          </Tr>
        ))}
      </tbody>
      <tfoot>
        <TotalRow>
          <Td colSpan={2}>
            Charge now{' '}
            {may && (
              <Link
                to="/prices"
                search={{ tab: 'corrections' }}
                className="ml-1 text-xs font-normal underline"
              >
                All corrections
              </Link>
            )}
          </Td>
          <Td numeric>
            {event.currentCharge ? <Money of={event.currentCharge} as="exact" /> : '—'}
          </Td>
        </TotalRow>
      </tfoot>
    </Table>
  );
}
