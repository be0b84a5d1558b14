import { graphql, type ResultOf, type VariablesOf } from '../../lib/graphql.ts';
import type { KeysSearch } from '../../lib/search.ts';
import { KeyRow_Key } from './key-row.tsx';

export const Keys_Query = graphql(
  `
    query Keys_Query($filter: ApiKeyFilter!, $range: RangeInput!, $after: String) {
      apiKeys(first: 50, after: $after, filter: $filter) {
        nodes {
          id
          ...KeyRow_Key
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  `,
  [KeyRow_Key],
);

export type KeysPage = ResultOf<typeof Keys_Query>['apiKeys'];
export type KeysVariables = VariablesOf<typeof Keys_Query>;

/** What the address asks for, as the server understands it. */
export function toKeyFilter({ q, show }: KeysSearch): KeysVariables['filter'] {
  const search = q === '' ? {} : { search: q };
  switch (show) {
    case 'kept':
      return search;
    case 'unused-30':
      return { ...search, unusedForDays: 30 };
    case 'unused-90':
      return { ...search, unusedForDays: 90 };
    case 'active':
      return { ...search, statuses: ['ACTIVE'] };
    case 'blocked':
      return { ...search, statuses: ['BLOCKED'] };
    case 'expired':
      return { ...search, statuses: ['EXPIRED'] };
    case 'revoked':
      return { ...search, statuses: ['REVOKED'] };
  }
}
