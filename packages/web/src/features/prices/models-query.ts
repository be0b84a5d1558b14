import { graphql } from '../../lib/graphql.ts';
import { ModelRow_Model } from './model-row.tsx';

export const Models_Query = graphql(
  `
    query Models_Query($search: String, $provider: String, $after: String) {
      models(first: 50, after: $after, search: $search, provider: $provider) {
        totalCount
        providers
        nodes {
          id
          ...ModelRow_Model
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  `,
  [ModelRow_Model],
);
