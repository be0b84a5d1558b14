import { formatDuration } from '../../lib/counts.ts';
import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';
import { Badge } from '../../ui/badge.tsx';
import { Count } from '../../ui/count.tsx';
import { cx } from '../../ui/cx.ts';
import { Td, Tr } from '../../ui/table.tsx';
import { TagList } from '../../ui/tag-list.tsx';
import { At, When } from '../../ui/when.tsx';
import { CustomerLink } from '../customers/customer-link.tsx';
import { useInstallation } from '../session/session.ts';
import { CallAmount, CallAmount_Event } from './call-amount.tsx';
import { CallLink } from './call-link.tsx';
import { CallStatus, CallStatus_Event } from './call-status.tsx';

export const CallRow_Event = graphql(
  `
    fragment CallRow_Event on SpendEvent {
      callId
      attempt
      adjustment
      occurredAt
      customerExternalId
      model
      inputTokens
      outputTokens
      durationMs
      tags
      ...CallStatus_Event
      ...CallAmount_Event
    }
  `,
  [CallStatus_Event, CallAmount_Event],
);

interface CallRowProps {
  event: FragmentOf<typeof CallRow_Event>;
  /** Came in while the page was open: lights up once. */
  fresh: boolean;
  withCustomer: boolean;
  /** With the exact time, and how long it took. */
  detailed?: boolean;
}

export function CallRow({ event, fresh, withCustomer, detailed = false }: CallRowProps) {
  const call = readFragment(CallRow_Event, event);
  const { reportingTimeZone } = useInstallation();
  return (
    <Tr className={cx('relative', fresh && 'animate-arrive')} data-call-id={call.callId}>
      <Td className="text-ink-soft">
        <CallLink callId={call.callId}>
          {detailed ? (
            <At instant={call.occurredAt} timeZone={reportingTimeZone} />
          ) : (
            <When at={call.occurredAt} timeZone={reportingTimeZone} />
          )}
        </CallLink>
      </Td>
      {withCustomer && (
        <Td className="max-w-48 max-sm:max-w-28">
          <CustomerLink externalId={call.customerExternalId} />
          <span className="block truncate text-xs text-ink-faint sm:hidden">{call.model}</span>
        </Td>
      )}
      <Td
        className={cx('max-w-56 truncate max-sm:max-w-28', withCustomer && 'max-sm:hidden')}
        title={call.model}
      >
        {call.model}
      </Td>
      <Td numeric className="max-sm:hidden">
        {call.adjustment > 0 ? (
          <span className="text-ink-faint">—</span>
        ) : (
          <>
            <Count of={call.inputTokens} />
            <span className="px-1 text-ink-faint">→</span>
            <Count of={call.outputTokens} />
          </>
        )}
      </Td>
      <Td numeric>
        <CallAmount call={call} />
      </Td>
      {detailed && (
        <Td numeric className="text-ink-soft max-md:hidden">
          {formatDuration(call.durationMs)}
        </Td>
      )}
      <Td>
        {call.adjustment === 0 ? <CallStatus outcome={call} compact /> : <Badge>Correction</Badge>}
      </Td>
      <Td className="max-md:hidden">
        <TagList tags={call.tags} />
      </Td>
    </Tr>
  );
}
