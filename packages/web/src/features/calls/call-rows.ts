import { graphql } from '../../lib/graphql.ts';
import { CallRow_Event } from './call-row.tsx';

/** A page of calls and where the next one begins. */
export const CallRows_Connection = graphql(
  `
    fragment CallRows_Connection on SpendEventConnection @_unmask {
      nodes {
        id
        ...CallRow_Event
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  `,
  [CallRow_Event],
);
