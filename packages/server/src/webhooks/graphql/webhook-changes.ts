import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import type { Result } from '../../kernel/index.ts';
import { callerName, type GraphqlContext, Permit } from '../../platform/graphql/index.ts';
import type {
  Delivery,
  KeyedEndpoint,
  Problem,
  WebhookDeliveries,
  WebhookEndpoints,
  Webhooks,
} from '../index.ts';
import {
  DELIVERY_ID,
  DeleteWebhookEndpointPayload,
  ENDPOINT_ID,
  ReplayWebhookDeliveriesPayload,
  readId,
  toDelivery,
  toEndpoint,
  toTerms,
  WebhookDeliveryPayload,
  WebhookEndpointInput,
  WebhookEndpointPayload,
  WebhookSecretPayload,
} from './webhook-types.ts';

const OVERLAP_HOURS = 24;

@Resolver()
export class WebhookChangeResolver {
  readonly #endpoints: WebhookEndpoints;
  readonly #deliveries: WebhookDeliveries;

  constructor({ endpoints, deliveries }: Webhooks) {
    this.#endpoints = endpoints;
    this.#deliveries = deliveries;
  }

  @Mutation(() => WebhookSecretPayload, {
    description: 'A repeated idempotencyKey returns the same endpoint, without its secret.',
  })
  @Permit('MANAGE_WEBHOOKS')
  async createWebhookEndpoint(
    @Arg('input', () => WebhookEndpointInput) input: WebhookEndpointInput,
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Ctx() context: GraphqlContext,
  ): Promise<WebhookSecretPayload> {
    const by = callerName(context);
    return secretPayload(await this.#endpoints.create(toTerms(input), idempotencyKey, by));
  }

  @Mutation(() => WebhookEndpointPayload)
  @Permit('MANAGE_WEBHOOKS')
  async updateWebhookEndpoint(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => WebhookEndpointInput) input: WebhookEndpointInput,
    @Arg('expectedRevision', () => Int) revision: number,
  ): Promise<WebhookEndpointPayload> {
    const key = readId(ENDPOINT_ID, id);
    const done = await this.#endpoints.update(key, toTerms(input), revision);
    if (!done.ok) return { webhookEndpoint: null, userErrors: done.error };
    return { webhookEndpoint: toEndpoint(done.value), userErrors: [] };
  }

  @Mutation(() => WebhookSecretPayload, {
    description: 'For overlapHours, at most 168, messages are signed with both secrets.',
  })
  @Permit('MANAGE_WEBHOOKS')
  async rotateWebhookSecret(
    @Arg('id', () => ID) id: string,
    @Arg('overlapHours', () => Int, { defaultValue: OVERLAP_HOURS }) overlapHours: number,
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
  ): Promise<WebhookSecretPayload> {
    const key = readId(ENDPOINT_ID, id);
    return secretPayload(await this.#endpoints.rotate(key, overlapHours, idempotencyKey));
  }

  @Mutation(() => DeleteWebhookEndpointPayload, { description: 'Its log stays.' })
  @Permit('MANAGE_WEBHOOKS')
  async deleteWebhookEndpoint(
    @Arg('id', () => ID) id: string,
  ): Promise<DeleteWebhookEndpointPayload> {
    const done = await this.#endpoints.remove(readId(ENDPOINT_ID, id));
    return { deleted: done.ok, userErrors: done.ok ? [] : done.error };
  }

  @Mutation(() => WebhookDeliveryPayload, { description: 'Sends an event of type ping.' })
  @Permit('MANAGE_WEBHOOKS')
  async pingWebhookEndpoint(@Arg('id', () => ID) id: string): Promise<WebhookDeliveryPayload> {
    return deliveryPayload(await this.#deliveries.ping(readId(ENDPOINT_ID, id)));
  }

  @Mutation(() => WebhookDeliveryPayload, {
    description: 'Sends it again, whatever became of it, before what comes after it.',
  })
  @Permit('MANAGE_WEBHOOKS')
  async replayWebhookDelivery(@Arg('id', () => ID) id: string): Promise<WebhookDeliveryPayload> {
    return deliveryPayload(await this.#deliveries.replay(readId(DELIVERY_ID, id)));
  }

  @Mutation(() => ReplayWebhookDeliveriesPayload, {
    description: 'Sends all of an endpoint again from this sequence on, in order.',
  })
  @Permit('MANAGE_WEBHOOKS')
  async replayWebhookDeliveries(
    @Arg('endpointId', () => ID) endpointId: string,
    @Arg('fromSequence', () => Int) fromSequence: number,
  ): Promise<ReplayWebhookDeliveriesPayload> {
    const key = readId(ENDPOINT_ID, endpointId);
    const done = await this.#deliveries.replayFrom(key, fromSequence);
    return done.ok
      ? { replayed: done.value, userErrors: [] }
      : { replayed: 0, userErrors: done.error };
  }

  @Mutation(() => WebhookDeliveryPayload, {
    description: 'Gives up one that is PENDING, so that those after it go out.',
  })
  @Permit('MANAGE_WEBHOOKS')
  async skipWebhookDelivery(@Arg('id', () => ID) id: string): Promise<WebhookDeliveryPayload> {
    return deliveryPayload(await this.#deliveries.skip(readId(DELIVERY_ID, id)));
  }
}

function secretPayload(done: Result<KeyedEndpoint, Problem[]>): WebhookSecretPayload {
  if (!done.ok) return { webhookEndpoint: null, secret: null, userErrors: done.error };
  const { endpoint, secret } = done.value;
  return {
    webhookEndpoint: toEndpoint(endpoint),
    secret: secret?.reveal() ?? null,
    userErrors: [],
  };
}

function deliveryPayload(done: Result<Delivery, Problem[]>): WebhookDeliveryPayload {
  if (!done.ok) return { webhookDelivery: null, userErrors: done.error };
  return { webhookDelivery: toDelivery(done.value), userErrors: [] };
}
