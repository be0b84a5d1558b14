import type { Clock } from '../kernel/index.ts';
import { type Addresses, createOutward } from '../platform/outward/index.ts';
import type { Pool } from '../platform/postgres/index.ts';
import type { Sealer } from '../platform/sealing/index.ts';
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

/** Longest wait for an answer, and how much of it is read. */
const BOUNDS = { timeoutMs: 15_000, mostBytes: 64 * 1024 };

export interface Webhooks {
  readonly endpoints: WebhookEndpoints;
  readonly deliveries: WebhookDeliveries;
  readonly dispatcher: Dispatcher;
}

export function createWebhooks(deps: {
  pool: Pool;
  clock: Clock;
  sealer: Sealer;
  addresses: Addresses;
  onState: (fault: unknown) => void;
}): Webhooks {
  const send = httpSender(createOutward(deps.addresses, BOUNDS));
  return {
    endpoints: new WebhookEndpoints(deps),
    deliveries: new WebhookDeliveries(deps),
    dispatcher: new Dispatcher({ ...deps, send }),
  };
}
