import { getRouteApi, Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { Breadcrumb, CRUMB } from '../../ui/breadcrumb.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { OnDay } from '../../ui/when.tsx';
import { useInstallation, useMay } from '../session/session.ts';
import { DeliveriesTable } from './deliveries-table.tsx';
import { WebhookActions } from './webhook-actions.tsx';
import { type DeliveryStatusName, type EndpointFacts, Webhook_Query } from './webhook-queries.ts';
import { DELIVERY_STATES, eventsText } from './webhook-words.ts';
import { EndpointStatus } from './webhooks-tab.tsx';

const route = getRouteApi('/app/webhooks/$endpointId');

const ALL = 'ALL';
const NAMES: readonly DeliveryStatusName[] = ['PENDING', 'DELIVERED', 'FAILED', 'SKIPPED'];
const CHOICES: readonly { value: DeliveryStatusName | typeof ALL; label: string }[] = [
  { value: ALL, label: 'All deliveries' },
  ...NAMES.map((value) => ({ value, label: DELIVERY_STATES[value].word })),
];

/** One endpoint: what it was told, what waits, and what is to be done about it. */
export function WebhookPage() {
  const { endpointId } = route.useParams();
  const [status, setStatus] = useState<DeliveryStatusName | typeof ALL>(ALL);
  const filter = status === ALL ? null : { statuses: [status] };
  const [result, refetch] = useQuery({
    query: Webhook_Query,
    variables: { id: endpointId, filter },
    requestPolicy: 'cache-and-network',
  });
  return (
    <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={12} />}>
      {({ webhookEndpoint, webhookDeliveries }) =>
        webhookEndpoint === null ? (
          <NoSuchEndpoint />
        ) : (
          <>
            <EndpointHeading endpoint={webhookEndpoint} />
            <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
              <Panel
                title="Deliveries"
                note="Latest first, of 90 days"
                actions={
                  <Select
                    label="Which deliveries"
                    bare
                    value={status}
                    choices={CHOICES}
                    onChoose={setStatus}
                  />
                }
              >
                <DeliveriesTable endpointId={endpointId} filter={filter} page={webhookDeliveries} />
              </Panel>
              <EndpointPanel endpoint={webhookEndpoint} />
            </div>
          </>
        )
      }
    </QueryView>
  );
}

function EndpointHeading({ endpoint }: { endpoint: EndpointFacts }) {
  const { may } = useMay('MANAGE_WEBHOOKS');
  return (
    <div className="mb-4 flex flex-col gap-1">
      <title>{`${endpoint.url} · Webhooks · Tollgate`}</title>
      <Breadcrumb>
        <Link to="/settings" search={{ tab: 'webhooks' }} className={CRUMB}>
          Webhooks
        </Link>
      </Breadcrumb>
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="min-w-0 text-xl font-semibold tracking-tight break-all">{endpoint.url}</h1>
        <EndpointStatus endpoint={endpoint} />
      </div>
      {endpoint.description !== '' && (
        <p className="text-[13px] text-ink-faint">{endpoint.description}</p>
      )}
      {endpoint.disabledReason !== null && (
        <p className="rounded-lg bg-bad-well px-3 py-2 text-[13px] text-bad">
          <strong>Disabled:</strong> {endpoint.disabledReason}
        </p>
      )}
      {may && <WebhookActions endpoint={endpoint} />}
    </div>
  );
}

function EndpointPanel({ endpoint }: { endpoint: EndpointFacts }) {
  const { reportingTimeZone } = useInstallation();
  const { events, tests, previousSecretUntil, createdAt, createdBy, id } = endpoint;
  return (
    <Panel title="Endpoint">
      <Facts>
        <Fact name="Told of">
          <span className="font-mono text-xs">{eventsText(events)}</span>
        </Fact>
        <Fact name="Test clocks">{tests ? 'Told as well' : 'Left out'}</Fact>
        {previousSecretUntil !== null && (
          <Fact name="Old secret signs until">
            <OnDay at={previousSecretUntil} timeZone={reportingTimeZone} />
          </Fact>
        )}
        <Fact name="Made">
          <OnDay at={createdAt} timeZone={reportingTimeZone} />
          {` · ${createdBy}`}
        </Fact>
        <Fact name="Id">
          <CopyButton text={id} label="Copy the id of the endpoint" />
        </Fact>
      </Facts>
    </Panel>
  );
}

function NoSuchEndpoint() {
  return (
    <>
      <title>No such endpoint · Tollgate</title>
      <Notice
        icon={SearchX}
        title="There is no such endpoint"
        actions={
          <Link to="/settings" search={{ tab: 'webhooks' }} className={buttonClass('plain')}>
            All endpoints
          </Link>
        }
      />
    </>
  );
}
