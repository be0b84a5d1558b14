import { graphql } from '../../lib/graphql.ts';
import { CustomerRules_Customer } from '../budgets/customer-rules.tsx';
import { BucketTotals_Usage, SpendChart_Usage } from '../usage/spend-chart.tsx';
import { SpendPanel_Usage } from '../usage/spend-panels.tsx';
import { TotalsFigures_Totals } from '../usage/totals-figures.tsx';

export const CustomerSpend_Query = graphql(
  `
    query CustomerSpend_Query(
      $externalId: String!
      $range: RangeInput!
      $filter: UsageFilter!
    ) {
      customer(externalId: $externalId) {
        name
        firstSeenAt
        lastSeenAt
        ...CustomerRules_Customer
      }
      whole: usage(range: $range, filter: $filter) {
        range {
          firstDay
          lastDay
          billedCustomer
        }
        totals {
          ...TotalsFigures_Totals
        }
        ...BucketTotals_Usage
      }
      byModel: usage(range: $range, groupBy: [MODEL], filter: $filter) {
        ...SpendChart_Usage
        ...SpendPanel_Usage
      }
      byDay: usage(range: $range, groupBy: [DAY], filter: $filter) {
        ...SpendPanel_Usage
      }
      byTag: usage(range: $range, groupBy: [TAG], filter: $filter) {
        ...SpendPanel_Usage
      }
    }
  `,
  [
    BucketTotals_Usage,
    CustomerRules_Customer,
    SpendChart_Usage,
    SpendPanel_Usage,
    TotalsFigures_Totals,
  ],
);
