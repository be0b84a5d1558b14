import { graphql, type VariablesOf } from '../../lib/graphql.ts';
import { TotalsCells_Totals } from '../usage/totals-cells.tsx';
import { CustomerRow_Customer } from './customer-row.tsx';

const CustomerRows_Connection = graphql(
  `
    fragment CustomerRows_Connection on CustomerConnection @_unmask {
      nodes {
        id
        ...CustomerRow_Customer
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  `,
  [CustomerRow_Customer],
);

export const Customers_Query = graphql(
  `
    query Customers_Query($range: RangeInput!, $search: String, $orderBy: CustomerOrder!) {
      customers(first: 50, search: $search, range: $range, orderBy: $orderBy) {
        totalCount {
          value
          capped
        }
        ...CustomerRows_Connection
      }
      usage(range: $range, groupBy: [CUSTOMER]) {
        csvPath
        totals {
          ...TotalsCells_Totals
        }
        rows(first: 1) {
          nodes {
            totals {
              charge {
                amount
              }
            }
          }
        }
      }
    }
  `,
  [CustomerRows_Connection, TotalsCells_Totals],
);

export type CustomersVariables = VariablesOf<typeof Customers_Query>;

export const MoreCustomers_Query = graphql(
  `
    query MoreCustomers_Query(
      $range: RangeInput!
      $search: String
      $orderBy: CustomerOrder!
      $after: String!
    ) {
      customers(first: 50, after: $after, search: $search, range: $range, orderBy: $orderBy) {
        ...CustomerRows_Connection
      }
    }
  `,
  [CustomerRows_Connection],
);
