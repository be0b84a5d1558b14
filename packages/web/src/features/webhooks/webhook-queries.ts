import { graphql, type ResultOf } from '../../lib/graphql.ts';

const Endpoint_Endpoint = graphql(`
  fragment Endpoint_Endpoint on WebhookEndpoint @_unmask {
    id
    url
    description
    events
    tests
    status
    disabledReason
    previousSecretUntil
    revision
    createdAt
    createdBy
  }
`);

export type EndpointFacts = ResultOf<typeof Endpoint_Endpoint>;

export const WebhookEndpoints_Query = graphql(
  `
    query WebhookEndpoints_Query($after: String) {
      webhookEndpoints(first: 50, after: $after) {
        nodes {
          ...Endpoint_Endpoint
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  `,
  [Endpoint_Endpoint],
);

const Delivery_Delivery = graphql(`
  fragment Delivery_Delivery on WebhookDelivery @_unmask {
    id
    sequence
    eventType
    customer
    status
    attempts
    createdAt
    deliveredAt
    nextAttemptAt
    lastStatusCode
    lastFault
  }
`);

export type DeliveryFacts = ResultOf<typeof Delivery_Delivery>;
export type DeliveryStatusName = DeliveryFacts['status'];

export const Webhook_Query = graphql(
  `
    query Webhook_Query($id: ID!, $filter: WebhookDeliveryFilterInput) {
      webhookEndpoint(id: $id) {
        ...Endpoint_Endpoint
      }
      webhookDeliveries(endpointId: $id, first: 25, filter: $filter) {
        nodes {
          ...Delivery_Delivery
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  `,
  [Delivery_Delivery, Endpoint_Endpoint],
);

export type DeliveriesPage = ResultOf<typeof Webhook_Query>['webhookDeliveries'];

export const MoreDeliveries_Query = graphql(
  `
    query MoreDeliveries_Query($id: ID!, $filter: WebhookDeliveryFilterInput, $after: String) {
      webhookDeliveries(endpointId: $id, first: 25, filter: $filter, after: $after) {
        nodes {
          ...Delivery_Delivery
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  `,
  [Delivery_Delivery],
);

export const Delivery_Query = graphql(
  `
    query Delivery_Query($id: ID!) {
      webhookDelivery(id: $id) {
        ...Delivery_Delivery
        body
      }
      webhookAttempts(deliveryId: $id, first: 50) {
        nodes {
          number
          at
          statusCode
          fault
          answer
        }
      }
    }
  `,
  [Delivery_Delivery],
);

export const CreateWebhook_Mutation = graphql(`
  mutation CreateWebhook_Mutation($input: WebhookEndpointInput!, $idempotencyKey: String!) {
    createWebhookEndpoint(input: $input, idempotencyKey: $idempotencyKey) {
      secret
      userErrors {
        path
        message
      }
    }
  }
`);

export const UpdateWebhook_Mutation = graphql(`
  mutation UpdateWebhook_Mutation(
    $id: ID!
    $expectedRevision: Int!
    $input: WebhookEndpointInput!
  ) {
    updateWebhookEndpoint(id: $id, expectedRevision: $expectedRevision, input: $input) {
      userErrors {
        path
        message
      }
    }
  }
`);

export const DeleteWebhook_Mutation = graphql(`
  mutation DeleteWebhook_Mutation($id: ID!) {
    deleteWebhookEndpoint(id: $id) {
      userErrors {
        path
        message
      }
    }
  }
`);

export const RotateWebhookSecret_Mutation = graphql(`
  mutation RotateWebhookSecret_Mutation($id: ID!, $overlapHours: Int!, $idempotencyKey: String!) {
    rotateWebhookSecret(id: $id, overlapHours: $overlapHours, idempotencyKey: $idempotencyKey) {
      secret
      userErrors {
        path
        message
      }
    }
  }
`);

export const PingWebhook_Mutation = graphql(`
  mutation PingWebhook_Mutation($id: ID!) {
    pingWebhookEndpoint(id: $id) {
      userErrors {
        path
        message
      }
    }
  }
`);

export const ReplayDelivery_Mutation = graphql(`
  mutation ReplayDelivery_Mutation($id: ID!) {
    replayWebhookDelivery(id: $id) {
      userErrors {
        path
        message
      }
    }
  }
`);

export const SkipDelivery_Mutation = graphql(`
  mutation SkipDelivery_Mutation($id: ID!) {
    skipWebhookDelivery(id: $id) {
      userErrors {
        path
        message
      }
    }
  }
`);

export const ReplayDeliveries_Mutation = graphql(`
  mutation ReplayDeliveries_Mutation($endpointId: ID!, $fromSequence: Int!) {
    replayWebhookDeliveries(endpointId: $endpointId, fromSequence: $fromSequence) {
      replayed
      userErrors {
        path
        message
      }
    }
  }
`);

/** What a change of an endpoint or a delivery may alter on any screen. */
export const ALTERED = [
  ...['WebhookEndpoint', 'WebhookEndpointConnection', 'WebhookDelivery'],
  ...['WebhookDeliveryConnection', 'WebhookAttemptConnection'],
];
