import { graphql } from '../../lib/graphql.ts';
import { CustomerRules_Customer } from '../budgets/customer-rules.tsx';
import { BucketTotals_Usage, SpendChart_Usage } from '../usage/spend-chart.tsx';
import { TotalsFigures_Totals } from '../usage/totals-figures.tsx';
import { UsageTable_Usage } from '../usage/usage-table.tsx';

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
        totals {
          ...TotalsFigures_Totals
        }
        ...BucketTotals_Usage
      }
      byModel: usage(range: $range, groupBy: [MODEL], filter: $filter) {
        csvPath
        ...SpendChart_Usage
        ...UsageTable_Usage
      }
      byDay: usage(range: $range, groupBy: [DAY], filter: $filter) {
        csvPath
        ...UsageTable_Usage
      }
      byTag: usage(range: $range, groupBy: [TAG], filter: $filter) {
        csvPath
        ...UsageTable_Usage
      }
    }
  `,
  [
    BucketTotals_Usage,
    CustomerRules_Customer,
    SpendChart_Usage,
    TotalsFigures_Totals,
    UsageTable_Usage,
  ],
);
