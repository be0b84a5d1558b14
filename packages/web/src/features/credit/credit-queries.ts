import { graphql, type ResultOf } from '../../lib/graphql.ts';

export const Wallet_Wallet = graphql(`
  fragment Wallet_Wallet on PrepaidWallet @_unmask {
    isPrepaid
    revision
    nextExpiryAt
    balance {
      amount
      currency
    }
    unbilled {
      amount
      currency
    }
    available {
      amount
      currency
    }
  }
`);

export type WalletFacts = ResultOf<typeof Wallet_Wallet>;

export const Grants_Connection = graphql(`
  fragment Grants_Connection on CreditGrantConnection @_unmask {
    nodes {
      id
      name
      state
      priority
      expiresAt
      invoiceId
      createdAt
      createdBy
      amount {
        amount
        currency
      }
      remaining {
        amount
        currency
      }
      applied {
        amount
        currency
      }
      expired {
        amount
        currency
      }
      voided {
        amount
        currency
      }
    }
    pageInfo {
      endCursor
      hasNextPage
    }
  }
`);

export type GrantsPage = ResultOf<typeof Grants_Connection>;
export type GrantFacts = GrantsPage['nodes'][number];

export const MoreGrants_Query = graphql(
  `
    query MoreGrants_Query($customer: String!, $after: String) {
      creditGrants(first: 25, customer: $customer, after: $after) {
        ...Grants_Connection
      }
    }
  `,
  [Grants_Connection],
);

export const GrantEntries_Query = graphql(`
  query GrantEntries_Query($id: ID!, $after: String) {
    creditEntries(first: 50, creditGrantId: $id, after: $after) {
      nodes {
        id
        kind
        invoiceId
        invoiceNumber
        reason
        createdAt
        createdBy
        amount {
          amount
          currency
        }
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
`);

export type EntryFacts = ResultOf<typeof GrantEntries_Query>['creditEntries']['nodes'][number];

export const GrantCredit_Mutation = graphql(`
  mutation GrantCredit_Mutation($input: CreditGrantInput!, $idempotencyKey: String!) {
    grantCredit(input: $input, idempotencyKey: $idempotencyKey) {
      userErrors {
        path
        message
      }
    }
  }
`);

export const VoidGrant_Mutation = graphql(`
  mutation VoidGrant_Mutation($id: ID!, $reason: String!, $idempotencyKey: String!) {
    voidCreditGrant(id: $id, reason: $reason, idempotencyKey: $idempotencyKey) {
      userErrors {
        path
        message
      }
    }
  }
`);

export const SetPrepaid_Mutation = graphql(`
  mutation SetPrepaid_Mutation($customer: String!, $isPrepaid: Boolean!, $expectedRevision: Int!) {
    setPrepaid(customer: $customer, isPrepaid: $isPrepaid, expectedRevision: $expectedRevision) {
      userErrors {
        path
        message
      }
    }
  }
`);

/** What a change of credit may alter on any screen. */
export const ALTERED = [
  ...['PrepaidWallet', 'CreditGrant', 'CreditGrantConnection', 'CreditEntryConnection'],
  'Invoice',
];
