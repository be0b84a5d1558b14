import { formatCount, formatDuration } from '../../lib/counts.ts';
import { formatInstant } from '../../lib/dates.ts';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Count } from '../../ui/count.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { TagList } from '../../ui/tag-list.tsx';
import { CustomerLink } from '../customers/customer-link.tsx';
import { useInstallation } from '../session/session.ts';
import { lateBy } from './late-by.ts';

export const CallFacts_Event = graphql(`
  fragment CallFacts_Event on SpendEvent @_unmask {
    callId
    occurredAt
    recordedAt
    durationMs
    firstByteMs
    route
    status
    httpStatus
    errorCode
    streamed
    customerExternalId
    apiKey {
      alias
      prefix
      lastFour
    }
    team {
      name
    }
    user {
      name
    }
    model
    provider
    upstreamModel
    tags
    usageSource
    inputTokens
    cachedInputTokens
    outputTokens
    reasoningTokens
  }
`);

const SOURCES = {
  REPORTED: 'Reported by the provider',
  ESTIMATED: 'Counted by Tollgate: the provider reported none',
  NONE: 'None: the call used no tokens',
} as const;

export function CallFacts({ event }: { event: ResultOf<typeof CallFacts_Event> }) {
  const { reportingTimeZone } = useInstallation();
  const key = event.apiKey;
  const late = lateBy(event);
  return (
    <Facts>
      <Fact name="Call id">
        <span className="flex items-center justify-end gap-1">
          <code className="font-mono text-xs break-all">{event.callId}</code>
          <CopyButton text={event.callId} label="Copy call id" />
        </span>
      </Fact>
      <Fact name="Customer">
        <CustomerLink externalId={event.customerExternalId} />
      </Fact>
      <Fact name="API key">
        {key ? `${key.alias} (${key.prefix}…${key.lastFour})` : 'Master key'}
      </Fact>
      {event.team && <Fact name="Team">{event.team.name}</Fact>}
      {event.user && <Fact name="User">{event.user.name}</Fact>}
      <Fact name="Model">{event.model}</Fact>
      <Fact
        name={event.status === 'SUCCEEDED' ? 'Answered by' : 'Asked'}
      >{`${event.provider} · ${event.upstreamModel}`}</Fact>
      <Fact name="Input tokens">
        <Count of={event.inputTokens} />
        {event.cachedInputTokens > 0 && `, ${formatCount(event.cachedInputTokens)} of them cached`}
      </Fact>
      <Fact name="Output tokens">
        <Count of={event.outputTokens} />
        {event.reasoningTokens > 0 && `, ${formatCount(event.reasoningTokens)} of them reasoning`}
      </Fact>
      <Fact name="Usage">{SOURCES[event.usageSource]}</Fact>
      <Fact name="Tags">
        <TagList tags={event.tags} shown={event.tags.length} />
      </Fact>
      <Fact name="Route">{`${event.route}${event.streamed ? ' · streamed' : ''}`}</Fact>
      <Fact name="HTTP status">
        {[event.httpStatus, event.errorCode].filter(Boolean).join(' ')}
      </Fact>
      <Fact name="Duration">{formatDuration(event.durationMs)}</Fact>
      {event.firstByteMs !== null && (
        <Fact name="First byte after">{formatDuration(event.firstByteMs)}</Fact>
      )}
      <Fact name="Occurred">{formatInstant(event.occurredAt, reportingTimeZone)}</Fact>
      <Fact name="Recorded">
        {formatInstant(event.recordedAt, reportingTimeZone)}
        {late !== null && <span className="block text-warn">{late} later</span>}
      </Fact>
    </Facts>
  );
}
