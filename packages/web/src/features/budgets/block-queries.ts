import { graphql } from '../../lib/graphql.ts';

export const Blocks_Query = graphql(`
  query Blocks_Query($after: String) {
    blocks(first: 50, after: $after) {
      nodes {
        subject
        subjectId
        subjectName
        reason
        since
        blockedBy
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
`);

export const Block_Mutation = graphql(`
  mutation Block_Mutation($subject: BlockedSubjectInput!, $reason: String!) {
    block(subject: $subject, reason: $reason) {
      block {
        since
      }
      userErrors {
        code
        path
        message
      }
    }
  }
`);

export const Unblock_Mutation = graphql(`
  mutation Unblock_Mutation($subject: BlockedSubjectInput!) {
    unblock(subject: $subject) {
      userErrors {
        code
        path
        message
      }
    }
  }
`);
