import { useMutation } from 'urql';
import { graphql } from '../../lib/graphql.ts';

const Logout_Mutation = graphql(`
  mutation Logout_Mutation {
    logout {
      userErrors {
        message
      }
    }
  }
`);

/** Ends the session, then loads the login page afresh: nothing that was read stays in memory. */
export function useSignOut(to = 'login'): () => Promise<void> {
  const [, logout] = useMutation(Logout_Mutation);
  return async () => {
    const { error } = await logout({});
    if (!error) window.location.assign(`${import.meta.env.BASE_URL}${to}`);
  };
}
