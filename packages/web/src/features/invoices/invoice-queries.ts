import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { HandOff_HandOff } from '../hand-off/hand-off-queries.ts';
import { CreditNotes_Connection } from './credit-notes.ts';

export const Invoice_Invoice = graphql(`
  fragment Invoice_Invoice on Invoice @_unmask {
    id
    number
    status
    revision
    customerExternalId
    calls
    unpricedCalls
    exchangeRate
    taxPercent
    rateCard
    createdAt
    refreshedAt
    finalisedAt
    finalisesAt
    dueOn
    paidAt
    voidedAt
    voidReason
    isTest
    replacesId
    replacedById
    contentSha256
    party {
      name
      email
      address
      taxId
      purchaseOrder
    }
    seller {
      name
      address
      taxId
    }
    period {
      startsAt
      endsAt
      timeZone
      firstDay
      lastDay
    }
    totals {
      subtotal {
        amount
        currency
      }
      tax {
        amount
        currency
      }
      total {
        amount
        currency
      }
      credits {
        amount
        currency
      }
      credited {
        amount
        currency
      }
      paid {
        amount
        currency
      }
      due {
        amount
        currency
      }
    }
  }
`);

export type InvoiceFacts = ResultOf<typeof Invoice_Invoice>;

export const InvoiceLines_Connection = graphql(`
  fragment InvoiceLines_Connection on InvoiceLineConnection @_unmask {
    nodes {
      id
      kind
      description
      model
      unit
      quantity
      unitPrice
      late
      exact {
        amount
        currency
      }
      billed {
        amount
        currency
      }
      period {
        startsAt
        firstDay
        lastDay
        timeZone
      }
    }
    pageInfo {
      endCursor
      hasNextPage
    }
  }
`);

export type LinesPage = ResultOf<typeof InvoiceLines_Connection>;
export type LineFacts = LinesPage['nodes'][number];

export const AppliedCredit_Connection = graphql(`
  fragment AppliedCredit_Connection on CreditEntryConnection @_unmask {
    nodes {
      id
      kind
      creditGrantName
      createdAt
      amount {
        amount
        currency
      }
    }
  }
`);

export type AppliedCredit = ResultOf<typeof AppliedCredit_Connection>['nodes'];

export const Invoice_Query = graphql(
  `
    query Invoice_Query($id: ID!) {
      invoice(id: $id) {
        ...Invoice_Invoice
        lines(first: 100) {
          ...InvoiceLines_Connection
        }
        creditNotes(first: 100) {
          ...CreditNotes_Connection
        }
        handOffs {
          ...HandOff_HandOff
        }
      }
      creditEntries(first: 100, invoiceId: $id) {
        ...AppliedCredit_Connection
      }
      billingTargets {
        kind
      }
    }
  `,
  [
    AppliedCredit_Connection,
    CreditNotes_Connection,
    HandOff_HandOff,
    Invoice_Invoice,
    InvoiceLines_Connection,
  ],
);

export const MoreLines_Query = graphql(
  `
    query MoreLines_Query($id: ID!, $after: String) {
      invoice(id: $id) {
        id
        lines(first: 100, after: $after) {
          ...InvoiceLines_Connection
        }
      }
    }
  `,
  [InvoiceLines_Connection],
);

export const RefreshInvoice_Mutation = graphql(`
  mutation RefreshInvoice_Mutation($id: ID!, $expectedRevision: Int!) {
    refreshInvoice(id: $id, expectedRevision: $expectedRevision) {
      userErrors {
        path
        message
      }
    }
  }
`);

export const SetInReview_Mutation = graphql(`
  mutation SetInReview_Mutation($id: ID!, $expectedRevision: Int!, $inReview: Boolean!) {
    setInvoiceInReview(id: $id, expectedRevision: $expectedRevision, inReview: $inReview) {
      userErrors {
        path
        message
      }
    }
  }
`);

export const AddLine_Mutation = graphql(`
  mutation AddLine_Mutation(
    $id: ID!
    $expectedRevision: Int!
    $description: String!
    $amount: Decimal!
  ) {
    addInvoiceLine(
      id: $id
      expectedRevision: $expectedRevision
      description: $description
      amount: $amount
    ) {
      userErrors {
        path
        message
      }
    }
  }
`);

export const RemoveLine_Mutation = graphql(`
  mutation RemoveLine_Mutation($id: ID!, $expectedRevision: Int!, $lineId: ID!) {
    removeInvoiceLine(id: $id, expectedRevision: $expectedRevision, lineId: $lineId) {
      userErrors {
        path
        message
      }
    }
  }
`);

export const FinaliseInvoice_Mutation = graphql(`
  mutation FinaliseInvoice_Mutation($id: ID!, $expectedRevision: Int!, $idempotencyKey: String!) {
    finaliseInvoice(
      id: $id
      expectedRevision: $expectedRevision
      idempotencyKey: $idempotencyKey
    ) {
      userErrors {
        path
        message
      }
    }
  }
`);

export const MarkPaid_Mutation = graphql(`
  mutation MarkPaid_Mutation(
    $id: ID!
    $expectedRevision: Int!
    $reference: String!
    $idempotencyKey: String!
  ) {
    markInvoicePaid(
      id: $id
      expectedRevision: $expectedRevision
      reference: $reference
      idempotencyKey: $idempotencyKey
    ) {
      userErrors {
        path
        message
      }
    }
  }
`);

export const CreateCreditNote_Mutation = graphql(`
  mutation CreateCreditNote_Mutation(
    $id: ID!
    $expectedRevision: Int!
    $amount: Decimal!
    $reason: String!
    $idempotencyKey: String!
  ) {
    createCreditNote(
      id: $id
      expectedRevision: $expectedRevision
      amount: $amount
      reason: $reason
      idempotencyKey: $idempotencyKey
    ) {
      userErrors {
        path
        message
      }
    }
  }
`);

export const VoidInvoice_Mutation = graphql(`
  mutation VoidInvoice_Mutation(
    $id: ID!
    $expectedRevision: Int!
    $reason: String!
    $replace: Boolean!
    $idempotencyKey: String!
  ) {
    voidInvoice(
      id: $id
      expectedRevision: $expectedRevision
      reason: $reason
      replace: $replace
      idempotencyKey: $idempotencyKey
    ) {
      replacement {
        id
      }
      userErrors {
        path
        message
      }
    }
  }
`);

export const ReplaceInvoice_Mutation = graphql(`
  mutation ReplaceInvoice_Mutation($id: ID!, $expectedRevision: Int!, $idempotencyKey: String!) {
    replaceInvoice(id: $id, expectedRevision: $expectedRevision, idempotencyKey: $idempotencyKey) {
      invoice {
        id
      }
      userErrors {
        path
        message
      }
    }
  }
`);
