import { graphql, type ResultOf } from '../../lib/graphql.ts';

export const CreditNotes_Connection = graphql(`
  fragment CreditNotes_Connection on CreditNoteConnection @_unmask {
    nodes {
      id
      number
      invoiceId
      invoiceNumber
      customerExternalId
      amount {
        amount
        currency
      }
      reason
      createdAt
      createdBy
    }
    pageInfo {
      endCursor
      hasNextPage
    }
  }
`);

export const CreditNotes_Query = graphql(
  `
    query CreditNotes_Query($customer: String, $after: String) {
      creditNotes(first: 50, customer: $customer, after: $after) {
        ...CreditNotes_Connection
      }
    }
  `,
  [CreditNotes_Connection],
);

export type CreditNotesPage = ResultOf<typeof CreditNotes_Connection>;
export type CreditNoteFacts = CreditNotesPage['nodes'][number];
