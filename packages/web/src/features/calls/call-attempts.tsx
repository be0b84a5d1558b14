import { formatDuration } from '../../lib/counts.ts';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { CallAmount, CallAmount_Event } from './call-amount.tsx';
import { CallStatus, CallStatus_Event } from './call-status.tsx';

export const CallAttempts_Event = graphql(
  `
    fragment CallAttempts_Event on SpendEvent @_unmask {
      id
      attempt
      provider
      upstreamModel
      durationMs
      ...CallStatus_Event
      ...CallAmount_Event
    }
  `,
  [CallStatus_Event, CallAmount_Event],
);

type Attempt = ResultOf<typeof CallAttempts_Event>;

/** Whom the call was given to, one after the other, and how each of them did. */
export function CallAttempts({ attempts }: { attempts: readonly Attempt[] }) {
  return (
    <Table label="Attempts">
      <thead>
        <tr>
          <Th>Attempt</Th>
          <Th>Asked</Th>
          <Th>Outcome</Th>
          <Th numeric>Took</Th>
          <Th numeric>Charge</Th>
        </tr>
      </thead>
      <tbody>
        {attempts.map((attempt) => (
          <Tr key={attempt.id}>
            <RowHeader>{attempt.attempt}</RowHeader>
            <Td className="break-words">
              {attempt.upstreamModel}
              <span className="block text-xs text-ink-faint">{attempt.provider}</span>
            </Td>
            <Td>
              <CallStatus outcome={attempt} />
            </Td>
            <Td numeric className="text-ink-soft">
              {formatDuration(attempt.durationMs)}
            </Td>
            <Td numeric>
              <CallAmount call={attempt} as="exact" />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
