import { Arg, ID, Int, Query, Resolver } from 'type-graphql';
import {
  badUserInput,
  connectionOf,
  type Page,
  Permit,
  pageByTime,
  pageSize,
} from '../../platform/graphql/index.ts';
import { decodeCursor, encodeCursor } from '../../platform/opaque/index.ts';
import type { WebhookDeliveries, WebhookEndpoints, Webhooks } from '../index.ts';
import {
  DELIVERY_ID,
  ENDPOINT_ID,
  readId,
  toAttempt,
  toDelivery,
  toEndpoint,
  WebhookAttempt,
  WebhookAttemptConnection,
  WebhookDelivery,
  WebhookDeliveryConnection,
  WebhookDeliveryFilterInput,
  WebhookEndpoint,
  WebhookEndpointConnection,
} from './webhook-types.ts';

@Resolver()
export class WebhookResolver {
  readonly #endpoints: WebhookEndpoints;
  readonly #deliveries: WebhookDeliveries;

  constructor({ endpoints, deliveries }: Webhooks) {
    this.#endpoints = endpoints;
    this.#deliveries = deliveries;
  }

  @Query(() => WebhookEndpointConnection, { description: 'Newest first.' })
  @Permit('READ_WEBHOOKS')
  webhookEndpoints(
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<Page<WebhookEndpoint>> {
    return pageByTime({ first, after }, (page) => this.#endpoints.list(page), toEndpoint);
  }

  @Query(() => WebhookEndpoint, { nullable: true })
  @Permit('READ_WEBHOOKS')
  async webhookEndpoint(@Arg('id', () => ID) id: string): Promise<WebhookEndpoint | null> {
    const found = await this.#endpoints.find(readId(ENDPOINT_ID, id));
    return found && toEndpoint(found);
  }

  @Query(() => WebhookDeliveryConnection, {
    description: 'What an endpoint was told in the last 90 days, or is to be told; latest first.',
  })
  @Permit('READ_WEBHOOKS')
  webhookDeliveries(
    @Arg('endpointId', () => ID) endpointId: string,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('filter', () => WebhookDeliveryFilterInput, { nullable: true })
    filter?: WebhookDeliveryFilterInput | null,
  ): Promise<Page<WebhookDelivery>> {
    const asked = {
      endpointId: readId(ENDPOINT_ID, endpointId),
      customer: filter?.customer?.replaceAll('\0', '') ?? null,
      statuses: filter?.statuses ?? [],
      events: filter?.events ?? [],
    };
    return pageByNumber(
      { first, after },
      {
        list: (page) => this.#deliveries.list(asked, page),
        numberOf: ({ sequence }) => sequence,
        toNode: toDelivery,
      },
    );
  }

  @Query(() => WebhookDelivery, { nullable: true })
  @Permit('READ_WEBHOOKS')
  async webhookDelivery(@Arg('id', () => ID) id: string): Promise<WebhookDelivery | null> {
    const found = await this.#deliveries.find(readId(DELIVERY_ID, id));
    return found && toDelivery(found);
  }

  @Query(() => WebhookAttemptConnection, { description: 'Each time it was sent; latest first.' })
  @Permit('READ_WEBHOOKS')
  webhookAttempts(
    @Arg('deliveryId', () => ID) deliveryId: string,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<Page<WebhookAttempt>> {
    const id = readId(DELIVERY_ID, deliveryId);
    return pageByNumber(
      { first, after },
      {
        list: (page) => this.#deliveries.attempts(id, page),
        numberOf: ({ number }) => number,
        toNode: toAttempt,
      },
    );
  }
}

/** One page of a list that is numbered, highest first. */
async function pageByNumber<Row, Node>(
  { first, after }: { first: number; after?: string | null | undefined },
  of: {
    list: (page: { limit: number; before: number | null }) => Promise<readonly Row[]>;
    numberOf: (row: Row) => number;
    toNode: (row: Row) => Node;
  },
): Promise<Page<Node>> {
  const limit = pageSize(first);
  const before = after == null ? null : readNumber(after);
  const rows = await of.list({ limit: limit + 1, before });
  const items = rows.slice(0, limit).map((row) => ({
    node: of.toNode(row),
    cursor: encodeCursor([of.numberOf(row)]),
  }));
  return connectionOf({ items, hasNextPage: rows.length > limit });
}

function readNumber(cursor: string): number {
  const [number] = decodeCursor(cursor, 1) ?? [];
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
  throw badUserInput('after is not a cursor of this list');
}
