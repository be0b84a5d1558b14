import type { Clock } from '../kernel/index.ts';
import type { Pool } from '../platform/postgres/index.ts';
import type { Sealer } from '../platform/sealing/index.ts';
import { Addresses } from './addresses.ts';
import { WebhookDeliveries } from './delivery-service.ts';
import { Dispatcher } from './dispatcher.ts';
import { WebhookEndpoints } from './endpoint-service.ts';
import { httpSender } from './send.ts';

export type { Delivery, DeliveryAttempt, DeliveryFilter, DeliveryStatus } from './delivery.ts';
export { DELIVERY_STATUSES } from './delivery.ts';
export type { WebhookDeliveries } from './delivery-service.ts';
export type { Endpoint, EndpointStatus, EndpointTerms } from './endpoint.ts';
export { ENDPOINT_STATUSES } from './endpoint.ts';
export type { KeyedEndpoint, WebhookEndpoints } from './endpoint-service.ts';
export { EVENT_TYPES, type EventType } from './event-type.ts';
export type { Problem } from './problem.ts';

/** Longest wait for an answer. */
const TIMEOUT_MS = 15_000;

export interface Webhooks {
  readonly endpoints: WebhookEndpoints;
  readonly deliveries: WebhookDeliveries;
  readonly dispatcher: Dispatcher;
}

/** `allowedNetworks`: of the operator's own, which may be called though they are not public. */
export function createWebhooks(deps: {
  pool: Pool;
  clock: Clock;
  sealer: Sealer;
  allowedNetworks: readonly string[];
  onState: (fault: unknown) => void;
}): Webhooks {
  const addresses = new Addresses(deps.allowedNetworks);
  const send = httpSender(addresses, { timeoutMs: TIMEOUT_MS });
  return {
    endpoints: new WebhookEndpoints({ ...deps, addresses }),
    deliveries: new WebhookDeliveries(deps),
    dispatcher: new Dispatcher({ ...deps, send }),
  };
}
