import { graphql, type ResultOf } from '../../lib/graphql.ts';

const Card_Card = graphql(`
  fragment Card_Card on RateCard @_unmask {
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
`);

export type CardFacts = ResultOf<typeof Card_Card>;

export const RateCards_Query = graphql(
  `
    query RateCards_Query($after: String) {
      rateCards(first: 50, after: $after) {
        nodes {
          ...Card_Card
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  `,
  [Card_Card],
);

export const RateCard_Query = graphql(
  `
    query RateCard_Query($name: String!) {
      rateCard(name: $name) {
        ...Card_Card
      }
    }
  `,
  [Card_Card],
);

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
