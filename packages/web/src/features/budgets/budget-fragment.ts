import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';

/** Everything that a row or a form needs to know of a budget. */
export const Budget_Budget = graphql(`
  fragment Budget_Budget on Budget {
    id
    revision
    kind
    thresholds
    configured
    limit {
      amount
      currency
    }
    window {
      period
      timeZone
    }
    tier {
      name
    }
    scope {
      key
      customer
      tag
      model
      provider
      apiKey {
        id
        alias
      }
      team {
        id
        name
      }
      user {
        id
        name
      }
    }
    state {
      status
      limit {
        amount
        currency
      }
      posted {
        amount
        currency
      }
      pending {
        amount
        currency
      }
      available {
        amount
        currency
      }
      percentUsed
      percentTaken
      resetsAt
    }
  }
`);

export type BudgetRef = FragmentOf<typeof Budget_Budget>;
export type BudgetFacts = ReturnType<typeof readBudget>;

export function readBudget(budget: BudgetRef) {
  return readFragment(Budget_Budget, budget);
}
