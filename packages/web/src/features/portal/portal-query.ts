import { graphql } from '../../lib/graphql.ts';
import { Budget_Budget } from '../budgets/budget-fragment.ts';
import { Wallet_Wallet } from '../credit/credit-queries.ts';
import { BucketTotals_Usage, SpendChart_Usage } from '../usage/spend-chart.tsx';
import { SpendPanel_Usage } from '../usage/spend-panels.tsx';
import { OwnFigures_Totals } from '../usage/totals-figures.tsx';

/** What a customer sees of themselves. Nothing in it tells what a provider takes. */
export const Portal_Query = graphql(
  `
    query Portal_Query($customer: String!, $range: RangeInput!) {
      customer(externalId: $customer) {
        name
        block {
          since
        }
        budgets {
          id
          ...Budget_Budget
        }
      }
      prepaidWallet(customer: $customer) {
        ...Wallet_Wallet
      }
      creditGrants(first: 20, customer: $customer) {
        nodes {
          id
          name
          state
          expiresAt
          remaining {
            amount
            currency
          }
        }
      }
      whole: usage(range: $range) {
        range {
          firstDay
          lastDay
          billedCustomer
        }
        totals {
          ...OwnFigures_Totals
        }
        ...BucketTotals_Usage
      }
      byModel: usage(range: $range, groupBy: [MODEL]) {
        ...SpendChart_Usage
        ...SpendPanel_Usage
      }
      byDay: usage(range: $range, groupBy: [DAY]) {
        ...SpendPanel_Usage
      }
    }
  `,
  [
    Budget_Budget,
    BucketTotals_Usage,
    OwnFigures_Totals,
    SpendChart_Usage,
    SpendPanel_Usage,
    Wallet_Wallet,
  ],
);
