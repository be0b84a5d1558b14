import { graphql } from '../../lib/graphql.ts';
import { BucketTotals_Usage, SpendChart_Usage } from '../usage/spend-chart.tsx';
import { TopCustomers_Row } from './top-customers.tsx';

export const Overview_Query = graphql(
  `
    query Overview_Query($range: RangeInput!, $groupBy: [UsageGroup!]!) {
      recent: usage(range: { preset: LAST_90_DAYS }) {
        totals {
          calls
        }
      }
      grouped: usage(range: $range, groupBy: $groupBy) {
        range {
          firstDay
          lastDay
          billedCustomer
        }
        totals {
          charge {
            amount
            currency
          }
        }
        ...SpendChart_Usage
      }
      whole: usage(range: $range) {
        ...BucketTotals_Usage
      }
      customers: usage(range: $range, groupBy: [CUSTOMER]) {
        csvPath
        rows(first: 8) {
          nodes {
            ...TopCustomers_Row
          }
        }
      }
    }
  `,
  [SpendChart_Usage, BucketTotals_Usage, TopCustomers_Row],
);
