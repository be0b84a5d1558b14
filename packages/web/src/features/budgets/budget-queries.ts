import { graphql } from '../../lib/graphql.ts';
import { Budget_Budget } from './budget-fragment.ts';

export const Budgets_Query = graphql(
  `
    query Budgets_Query($after: String) {
      budgets(first: 50, after: $after) {
        nodes {
          id
          ...Budget_Budget
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  `,
  [Budget_Budget],
);

export const SetBudget_Mutation = graphql(
  `
    mutation SetBudget_Mutation($input: SetBudgetInput!) {
      setBudget(input: $input) {
        budget {
          id
          ...Budget_Budget
        }
        userErrors {
          code
          path
          message
        }
      }
    }
  `,
  [Budget_Budget],
);

export const RemoveBudget_Mutation = graphql(`
  mutation RemoveBudget_Mutation($id: ID!, $expectedRevision: Int!) {
    removeBudget(id: $id, expectedRevision: $expectedRevision) {
      removedId
      userErrors {
        code
        path
        message
      }
    }
  }
`);

export const RaiseBudget_Mutation = graphql(
  `
    mutation RaiseBudget_Mutation($input: RaiseBudgetInput!, $idempotencyKey: String!) {
      raiseBudget(input: $input, idempotencyKey: $idempotencyKey) {
        budget {
          id
          ...Budget_Budget
        }
        userErrors {
          code
          path
          message
        }
      }
    }
  `,
  [Budget_Budget],
);

export const ResetBudget_Mutation = graphql(
  `
    mutation ResetBudget_Mutation($input: ResetBudgetInput!, $idempotencyKey: String!) {
      resetBudget(input: $input, idempotencyKey: $idempotencyKey) {
        budget {
          id
          ...Budget_Budget
        }
        userErrors {
          code
          path
          message
        }
      }
    }
  `,
  [Budget_Budget],
);

export const PreviewBudget_Query = graphql(`
  query PreviewBudget_Query($input: PreviewBudgetInput!) {
    previewBudget(input: $input) {
      preview {
        from
        to
        calls
        affectedCalls
        affectedCustomers
        affectedCharge {
          amount
          currency
        }
      }
      userErrors {
        code
        path
        message
      }
    }
  }
`);

export const BudgetChanged_Subscription = graphql(
  `
    subscription BudgetChanged_Subscription($ids: [ID!]!) {
      budgetChanged(ids: $ids) {
        sequence
        budgets {
          id
          ...Budget_Budget
        }
      }
    }
  `,
  [Budget_Budget],
);
