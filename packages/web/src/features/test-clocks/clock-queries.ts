import { graphql, type ResultOf } from '../../lib/graphql.ts';

export const TestClocks_Connection = graphql(`
  fragment TestClocks_Connection on TestClockConnection @_unmask {
    nodes {
      id
      name
      now
      customers
      createdAt
      createdBy
    }
    pageInfo {
      endCursor
      hasNextPage
    }
  }
`);

export type ClocksPage = ResultOf<typeof TestClocks_Connection>;
export type ClockFacts = ClocksPage['nodes'][number];

export const MoreClocks_Query = graphql(
  `
    query MoreClocks_Query($after: String) {
      testClocks(first: 25, after: $after) {
        ...TestClocks_Connection
      }
    }
  `,
  [TestClocks_Connection],
);

export const CreateClock_Mutation = graphql(`
  mutation CreateClock_Mutation($input: TestClockInput!, $idempotencyKey: String!) {
    createTestClock(input: $input, idempotencyKey: $idempotencyKey) {
      userErrors {
        path
        message
      }
    }
  }
`);

export const AdvanceClock_Mutation = graphql(`
  mutation AdvanceClock_Mutation($id: ID!, $to: DateTime!) {
    advanceTestClock(id: $id, to: $to) {
      made
      userErrors {
        path
        message
      }
    }
  }
`);

export const RemoveClock_Mutation = graphql(`
  mutation RemoveClock_Mutation($id: ID!) {
    removeTestClock(id: $id) {
      userErrors {
        path
        message
      }
    }
  }
`);

/** What time that passes may alter on any screen. */
export const PASSED = [
  ...['TestClock', 'TestClockConnection'],
  ...['Invoice', 'InvoiceConnection', 'InvoiceSum'],
];
