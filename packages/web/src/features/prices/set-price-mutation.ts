import { graphql } from '../../lib/graphql.ts';

export const SetPrice_Mutation = graphql(`
  mutation SetPrice_Mutation(
    $input: SetPriceInput!
    $expectedRevision: Int
    $idempotencyKey: String!
  ) {
    setPrice(input: $input, expectedRevision: $expectedRevision, idempotencyKey: $idempotencyKey) {
      past {
        startsAt
        endsAt
      }
      userErrors {
        path
        message
      }
    }
  }
`);
