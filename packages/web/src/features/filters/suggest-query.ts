import { graphql } from '../../lib/graphql.ts';

/** What has been spent on lately, most first. */
export const SuggestValues_Query = graphql(`
  query SuggestValues_Query($groupBy: [UsageGroup!]!) {
    usage(range: { preset: LAST_90_DAYS }, groupBy: $groupBy) {
      rows(first: 50) {
        nodes {
          key
        }
      }
    }
  }
`);
