import { Link } from '@tanstack/react-router';
import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';
import { Count } from '../../ui/count.tsx';
import { cx } from '../../ui/cx.ts';
import { Td, Tr } from '../../ui/table.tsx';
import { TagList } from '../../ui/tag-list.tsx';
import { When } from '../../ui/when.tsx';
import { CustomerLink } from '../customers/customer-link.tsx';
import { useInstallation } from '../session/session.ts';
import { CallAmount, CallAmount_Event } from './call-amount.tsx';
import { CallStatus, CallStatus_Event } from './call-status.tsx';

export const CallRow_Event = graphql(
  `
    fragment CallRow_Event on SpendEvent {
      callId
      attempt
      occurredAt
      customerExternalId
      model
      inputTokens
      outputTokens
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
}

export function CallRow({ event, fresh, withCustomer }: CallRowProps) {
  const call = readFragment(CallRow_Event, event);
  const { reportingTimeZone } = useInstallation();
  return (
    <Tr className={cx('relative', fresh && 'animate-arrive')} data-call-id={call.callId}>
      <Td className="text-ink-soft">
        <Link
          to="."
          search={(search) => ({ ...search, call: call.callId })}
          resetScroll={false}
          className="after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          <When at={call.occurredAt} timeZone={reportingTimeZone} />
          <span className="sr-only">, show this call</span>
        </Link>
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
        <Count of={call.inputTokens} />
        <span className="px-1 text-ink-faint">→</span>
        <Count of={call.outputTokens} />
      </Td>
      <Td numeric>
        <CallAmount call={call} />
      </Td>
      <Td>
        <CallStatus outcome={call} compact />
      </Td>
      <Td className="max-md:hidden">
        <TagList tags={call.tags} />
      </Td>
    </Tr>
  );
}
