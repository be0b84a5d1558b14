import { graphql, type ResultOf } from '../../lib/graphql.ts';

export const Seller_Query = graphql(`
  query Seller_Query {
    seller {
      name
      address
      taxId
      email
      paymentInstructions
      footer
      revision
    }
  }
`);

export type SellerFacts = ResultOf<typeof Seller_Query>['seller'];

export const SetSeller_Mutation = graphql(`
  mutation SetSeller_Mutation($expectedRevision: Int!, $input: SellerInput!) {
    setSeller(expectedRevision: $expectedRevision, input: $input) {
      userErrors {
        path
        message
      }
    }
  }
`);
