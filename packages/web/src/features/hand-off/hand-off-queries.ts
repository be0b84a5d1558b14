import { graphql, type ResultOf } from '../../lib/graphql.ts';

export const Target_Target = graphql(`
  fragment Target_Target on BillingTarget @_unmask {
    kind
    baseUrl
    lastFour
    automatic
    updatedAt
    updatedBy
  }
`);

export type TargetFacts = ResultOf<typeof Target_Target>;
export type TargetKind = TargetFacts['kind'];

export const HandOff_HandOff = graphql(`
  fragment HandOff_HandOff on InvoiceHandOff @_unmask {
    invoiceId
    invoiceNumber
    target
    status
    attempts
    fault
    createdAt
    nextAttemptAt
    doneAt
    remoteStatus
    remoteCreditNotes
    remoteId
    remoteNumber
    remoteUrl
  }
`);

export type HandOffFacts = ResultOf<typeof HandOff_HandOff>;
export type HandOffStatusName = HandOffFacts['status'];

export const HandOffs_Query = graphql(
  `
    query HandOffs_Query($filter: InvoiceHandOffFilterInput, $after: String) {
      invoiceHandOffs(first: 50, filter: $filter, after: $after) {
        nodes {
          ...HandOff_HandOff
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  `,
  [HandOff_HandOff],
);

export type HandOffsPage = ResultOf<typeof HandOffs_Query>['invoiceHandOffs'];

export const SetTarget_Mutation = graphql(`
  mutation SetTarget_Mutation($input: BillingTargetInput!) {
    setBillingTarget(input: $input) {
      userErrors {
        path
        message
      }
    }
  }
`);

export const CheckTarget_Mutation = graphql(`
  mutation CheckTarget_Mutation($kind: BillingTargetKind!) {
    checkBillingTarget(kind: $kind) {
      fault
      userErrors {
        path
        message
      }
    }
  }
`);

export const RemoveTarget_Mutation = graphql(`
  mutation RemoveTarget_Mutation($kind: BillingTargetKind!) {
    removeBillingTarget(kind: $kind) {
      userErrors {
        path
        message
      }
    }
  }
`);

export const HandOffInvoice_Mutation = graphql(`
  mutation HandOffInvoice_Mutation($id: ID!, $target: BillingTargetKind!) {
    handOffInvoice(id: $id, target: $target) {
      userErrors {
        path
        message
      }
    }
  }
`);

/** What a change of a hand-off may alter on any screen. */
export const HANDED = ['InvoiceHandOff', 'InvoiceHandOffConnection', 'Invoice'];

/** What a change of a target may: hand-offs on their way end with it. */
export const TARGETED = ['BillingTarget', ...HANDED];
