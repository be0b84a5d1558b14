import { Link } from '@tanstack/react-router';
import { Plus, Webhook } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { PagedRows } from '../paging/paged-rows.tsx';
import { useMay } from '../session/session.ts';
import { CreateWebhookSheet } from './create-webhook.tsx';
import { type EndpointFacts, WebhookEndpoints_Query } from './webhook-queries.ts';
import { eventsText } from './webhook-words.ts';

/** Who is told of what happens to invoices and customers. */
export function WebhooksTab() {
  const [creating, setCreating] = useState(false);
  const { may } = useMay('MANAGE_WEBHOOKS');
  const [result, refetch] = useQuery({
    query: WebhookEndpoints_Query,
    variables: {},
    requestPolicy: 'cache-and-network',
  });
  const create = may && (
    <Button look="solid" onClick={() => setCreating(true)}>
      <Plus aria-hidden="true" className="size-3.5" /> New endpoint
    </Button>
  );
  return (
    <Panel title="Webhooks" note="Signed, in order, again until accepted" actions={create}>
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={4} />}>
        {({ webhookEndpoints }) =>
          webhookEndpoints.nodes.length === 0 ? (
            <Notice icon={Webhook} title="Nobody is told yet">
              An endpoint of yours is told when an invoice is made, finalised, paid, credited or
              voided, and when a customer appears, changes or is blocked.
            </Notice>
          ) : (
            <Table label="Webhook endpoints">
              <thead>
                <tr>
                  <Th>Endpoint</Th>
                  <Th className="max-md:hidden">Told of</Th>
                  <Th>Status</Th>
                </tr>
              </thead>
              <tbody>
                <PagedRows
                  page={webhookEndpoints}
                  query={WebhookEndpoints_Query}
                  variables={{}}
                  pick={(data) => data.webhookEndpoints}
                  columns={3}
                  what="endpoints"
                  row={(endpoint) => <EndpointRow endpoint={endpoint} />}
                />
              </tbody>
            </Table>
          )
        }
      </QueryView>
      <CreateWebhookSheet open={creating} onClose={() => setCreating(false)} />
    </Panel>
  );
}

function EndpointRow({ endpoint }: { endpoint: EndpointFacts }) {
  const { id, url, description, events } = endpoint;
  return (
    <Tr>
      <RowHeader className="max-w-96 max-sm:max-w-48">
        <Link
          to="/webhooks/$endpointId"
          params={{ endpointId: id }}
          className="block truncate font-medium hover:underline"
          title={url}
        >
          {url}
        </Link>
        {description !== '' && (
          <span className="block truncate text-xs text-ink-faint">{description}</span>
        )}
      </RowHeader>
      <Td className="max-w-64 truncate text-ink-soft max-md:hidden" title={eventsText(events)}>
        {eventsText(events)}
      </Td>
      <Td>
        <EndpointStatus endpoint={endpoint} />
      </Td>
    </Tr>
  );
}

export function EndpointStatus({ endpoint }: { endpoint: EndpointFacts }) {
  if (endpoint.status === 'ACTIVE') return <Badge tone="good">Active</Badge>;
  return (
    <Badge
      tone={endpoint.disabledReason === null ? 'neutral' : 'bad'}
      title={endpoint.disabledReason ?? undefined}
    >
      Disabled
    </Badge>
  );
}
