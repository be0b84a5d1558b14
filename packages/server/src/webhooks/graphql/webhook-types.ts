import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType, DateTime, Node, Permit, UserError } from '../../platform/graphql/index.ts';
import { decodeUuid, encodeId } from '../../platform/opaque/index.ts';
import {
  DELIVERY_STATUSES,
  type Delivery,
  type DeliveryAttempt,
  type DeliveryStatus,
  ENDPOINT_STATUSES,
  type Endpoint,
  type EndpointStatus,
  type EndpointTerms,
  EVENT_TYPES,
} from '../index.ts';

export const ENDPOINT_ID = 'WebhookEndpoint';
export const DELIVERY_ID = 'WebhookDelivery';

export const WebhookEndpointStatus = Object.fromEntries(
  ENDPOINT_STATUSES.map((status) => [status, status]),
);
registerEnumType(WebhookEndpointStatus, { name: 'WebhookEndpointStatus' });

export const WebhookDeliveryStatus = Object.fromEntries(
  DELIVERY_STATUSES.map((status) => [status, status]),
);
registerEnumType(WebhookDeliveryStatus, {
  name: 'WebhookDeliveryStatus',
  description: 'SKIPPED: given up by hand, so that what comes after it went out.',
});

/** `invoice.finalised` is INVOICE_FINALISED here. */
export const WebhookEventType = Object.fromEntries(
  EVENT_TYPES.map((type) => [type.toUpperCase().replace('.', '_'), type]),
);
registerEnumType(WebhookEventType, { name: 'WebhookEventType' });

@ObjectType({ description: 'Somebody who is told of what happens.', implements: Node })
@Permit('READ_WEBHOOKS')
export class WebhookEndpoint implements Node {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  url!: string;

  @Field(() => String)
  description!: string;

  @Field(() => [WebhookEventType], { description: 'Empty: all of them.' })
  events!: readonly string[];

  @Field(() => Boolean, { description: 'Whether it is told of what was made on a test clock.' })
  tests!: boolean;

  @Field(() => WebhookEndpointStatus, {
    description: 'What happens while it is DISABLED is told when it is ACTIVE again.',
  })
  status!: EndpointStatus;

  @Field(() => String, { nullable: true, description: 'Null where it was somebody’s wish.' })
  disabledReason!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Until then the secret before the present one signs as well.',
  })
  previousSecretUntil!: Date | null;

  @Field(() => Int)
  revision!: number;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => String)
  createdBy!: string;
}

export const WebhookEndpointConnection = connectionType(WebhookEndpoint, {
  name: 'WebhookEndpoint',
  permission: 'READ_WEBHOOKS',
});

@ObjectType({ description: 'An event on its way to an endpoint.', implements: Node })
@Permit('READ_WEBHOOKS')
export class WebhookDelivery implements Node {
  @Field(() => ID)
  id!: string;

  @Field(() => ID)
  endpointId!: string;

  @Field(() => Int, { description: '1, 2, 3 … of each endpoint: the order they are sent in.' })
  sequence!: number;

  @Field(() => String, { description: 'Such as invoice.finalised, or ping.' })
  eventType!: string;

  @Field(() => String, { nullable: true, description: 'External id of whom it is about.' })
  customer!: string | null;

  @Field(() => String, { description: 'What is sent, to the last byte.' })
  body!: string;

  @Field(() => WebhookDeliveryStatus)
  status!: DeliveryStatus;

  @Field(() => Int, { description: 'How often it was sent.' })
  attempts!: number;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'While it is PENDING.' })
  nextAttemptAt!: Date | null;

  @Field(() => DateTime, { nullable: true })
  deliveredAt!: Date | null;

  @Field(() => Int, { nullable: true, description: 'Of the last answer, if there was one.' })
  lastStatusCode!: number | null;

  @Field(() => String, { nullable: true, description: 'Why there was no answer the last time.' })
  lastFault!: string | null;
}

export const WebhookDeliveryConnection = connectionType(WebhookDelivery, {
  name: 'WebhookDelivery',
  permission: 'READ_WEBHOOKS',
});

@ObjectType({ description: 'One time that a delivery was sent.' })
@Permit('READ_WEBHOOKS')
export class WebhookAttempt {
  @Field(() => Int)
  number!: number;

  @Field(() => DateTime)
  at!: Date;

  @Field(() => Int, { nullable: true })
  statusCode!: number | null;

  @Field(() => String, { nullable: true, description: 'Null when an answer came.' })
  fault!: string | null;

  @Field(() => String, { nullable: true, description: 'How the answer begins.' })
  answer!: string | null;
}

export const WebhookAttemptConnection = connectionType(WebhookAttempt, {
  name: 'WebhookAttempt',
  permission: 'READ_WEBHOOKS',
});

@InputType()
export class WebhookEndpointInput {
  @Field(() => String)
  url!: string;

  @Field(() => String, { defaultValue: '' })
  description!: string;

  @Field(() => [WebhookEventType], { defaultValue: [], description: 'Empty: all of them.' })
  events!: string[];

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether it is told of what was made on a test clock. Without: as it is; of a new one, true.',
  })
  tests?: boolean | null;

  @Field(() => WebhookEndpointStatus, { defaultValue: 'ACTIVE' })
  status!: EndpointStatus;
}

@InputType()
export class WebhookDeliveryFilterInput {
  @Field(() => String, { nullable: true, description: 'External id.' })
  customer?: string | null;

  @Field(() => [WebhookDeliveryStatus], { nullable: true })
  statuses?: DeliveryStatus[] | null;

  @Field(() => [WebhookEventType], { nullable: true })
  events?: string[] | null;
}

@ObjectType()
@Permit('MANAGE_WEBHOOKS')
export class WebhookEndpointPayload {
  @Field(() => WebhookEndpoint, { nullable: true })
  webhookEndpoint!: WebhookEndpoint | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('MANAGE_WEBHOOKS')
export class WebhookSecretPayload extends WebhookEndpointPayload {
  @Field(() => String, { nullable: true, description: 'Shown this once.' })
  secret!: string | null;
}

@ObjectType()
@Permit('MANAGE_WEBHOOKS')
export class DeleteWebhookEndpointPayload {
  @Field(() => Boolean)
  deleted!: boolean;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('MANAGE_WEBHOOKS')
export class WebhookDeliveryPayload {
  @Field(() => WebhookDelivery, { nullable: true })
  webhookDelivery!: WebhookDelivery | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('MANAGE_WEBHOOKS')
export class ReplayWebhookDeliveriesPayload {
  @Field(() => Int, { description: 'How many are sent again.' })
  replayed!: number;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

export function toTerms(input: WebhookEndpointInput): EndpointTerms {
  const { url, description, events, tests = null, status } = input;
  return { url, description, events: [...new Set(events)], tests, status };
}

export function toEndpoint(endpoint: Endpoint): WebhookEndpoint {
  const { id, previousUntil, url, description, events, tests, status } = endpoint;
  const { disabledReason, revision, createdAt, createdBy } = endpoint;
  return {
    id: encodeId(ENDPOINT_ID, id),
    ...{ url, description, events, tests, status, disabledReason, revision, createdAt, createdBy },
    previousSecretUntil: previousUntil,
  };
}

export function toDelivery({ endpointId, dueAt, ...delivery }: Delivery): WebhookDelivery {
  return {
    ...delivery,
    id: encodeId(DELIVERY_ID, delivery.id),
    endpointId: encodeId(ENDPOINT_ID, endpointId),
    nextAttemptAt: delivery.status === 'PENDING' ? dueAt : null,
  };
}

export function toAttempt(attempt: DeliveryAttempt): WebhookAttempt {
  return { ...attempt };
}

/** No endpoint and no delivery has it: an id that is none finds nothing. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

export function readId(type: typeof ENDPOINT_ID | typeof DELIVERY_ID, id: string): string {
  return decodeUuid(type, id) ?? NO_ID;
}
