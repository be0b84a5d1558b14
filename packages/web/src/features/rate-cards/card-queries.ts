import { graphql, type ResultOf } from '../../lib/graphql.ts';

export const RateCards_Query = graphql(`
  query RateCards_Query($after: String) {
    rateCards(first: 50, after: $after) {
      nodes {
        id
        name
        isDefault
        assignments {
          kind
          subject
        }
        versions {
          effectiveFrom
          createdBy
          terms
        }
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
`);

export type CardFacts = ResultOf<typeof RateCards_Query>['rateCards']['nodes'][number];

export const SetRateCard_Mutation = graphql(`
  mutation SetRateCard_Mutation($input: RateCardInput!, $idempotencyKey: String!) {
    setRateCard(input: $input, idempotencyKey: $idempotencyKey) {
      userErrors {
        path
        message
      }
    }
  }
`);

export const AssignRateCard_Mutation = graphql(`
  mutation AssignRateCard_Mutation(
    $kind: RateCardSubject!
    $subject: String!
    $rateCard: String
  ) {
    assignRateCard(kind: $kind, subject: $subject, rateCard: $rateCard) {
      userErrors {
        path
        message
      }
    }
  }
`);

export const ALTERED = ['RateCard', 'RateCardConnection'];
