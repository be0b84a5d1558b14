import type { NodeSource } from '../../platform/graphql/index.ts';
import { isUuid } from '../../platform/opaque/index.ts';
import type { Webhooks } from '../index.ts';
import { WebhookChangeResolver } from './webhook-changes.ts';
import { WebhookResolver } from './webhook-resolver.ts';
import { DELIVERY_ID, ENDPOINT_ID, toDelivery, toEndpoint } from './webhook-types.ts';

export const WEBHOOK_RESOLVERS = [WebhookResolver, WebhookChangeResolver];

export function createWebhookResolvers(webhooks: Webhooks): object[] {
  return [new WebhookResolver(webhooks), new WebhookChangeResolver(webhooks)];
}

/** What of webhooks is found by id. */
export function createWebhookNodes({ endpoints, deliveries }: Webhooks): NodeSource[] {
  return [
    {
      type: ENDPOINT_ID,
      permission: 'READ_WEBHOOKS',
      async find(key) {
        const found = isUuid(key) ? await endpoints.find(key) : null;
        return found && toEndpoint(found);
      },
    },
    {
      type: DELIVERY_ID,
      permission: 'READ_WEBHOOKS',
      async find(key) {
        const found = isUuid(key) ? await deliveries.find(key) : null;
        return found && toDelivery(found);
      },
    },
  ];
}
