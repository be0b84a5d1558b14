import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';

export const Tier_Tier = graphql(`
  fragment Tier_Tier on Tier {
    id
    name
    revision
    isDefault
    requestsPerMinute
    tokensPerMinute
    maxParallel
    models
    budgets {
      limit {
        amount
        currency
      }
      window {
        period
        timeZone
      }
      kind
      thresholds
      model
      provider
      tag
    }
  }
`);

export type TierRef = FragmentOf<typeof Tier_Tier>;
export type TierFacts = ReturnType<typeof readTier>;

export function readTier(tier: TierRef) {
  return readFragment(Tier_Tier, tier);
}

export const Tiers_Query = graphql(
  `
    query Tiers_Query {
      tiers(first: 100) {
        nodes {
          id
          ...Tier_Tier
          customers(first: 5) {
            nodes {
              externalId
            }
            totalCount {
              value
              capped
            }
          }
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  `,
  [Tier_Tier],
);

/** For choosing one. */
export const TierNames_Query = graphql(`
  query TierNames_Query {
    tiers(first: 100) {
      nodes {
        id
        name
        isDefault
      }
    }
  }
`);

export const TierCustomers_Query = graphql(`
  query TierCustomers_Query($id: ID!, $after: String) {
    tier(id: $id) {
      id
      customers(first: 50, after: $after) {
        nodes {
          externalId
          assignedAt
          assignedBy
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  }
`);

export const CreateTier_Mutation = graphql(`
  mutation CreateTier_Mutation($input: CreateTierInput!) {
    createTier(input: $input) {
      tier {
        id
      }
      userErrors {
        code
        path
        message
      }
    }
  }
`);

export const UpdateTier_Mutation = graphql(`
  mutation UpdateTier_Mutation($id: ID!, $expectedRevision: Int!, $input: UpdateTierInput!) {
    updateTier(id: $id, expectedRevision: $expectedRevision, input: $input) {
      tier {
        id
      }
      userErrors {
        code
        path
        message
      }
    }
  }
`);

export const DeleteTier_Mutation = graphql(`
  mutation DeleteTier_Mutation($id: ID!, $expectedRevision: Int!, $moveCustomersTo: ID) {
    deleteTier(id: $id, expectedRevision: $expectedRevision, moveCustomersTo: $moveCustomersTo) {
      deletedId
      userErrors {
        code
        path
        message
      }
    }
  }
`);

export const AssignTier_Mutation = graphql(`
  mutation AssignTier_Mutation($tier: ID, $customers: [String!]!) {
    assignTier(tier: $tier, customers: $customers) {
      tier {
        id
      }
      userErrors {
        code
        path
        message
      }
    }
  }
`);
