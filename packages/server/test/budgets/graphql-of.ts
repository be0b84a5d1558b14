import type { Api, GraphqlAnswer } from '../testkit/api-harness.ts';
import type { RunningTollgate } from '../testkit/start-tollgate.ts';

/** The management API of a built server, as its operator. */
export function graphqlOf({
  url,
  masterKey,
}: Pick<RunningTollgate, 'url' | 'masterKey'>): Pick<Api, 'graphql'> {
  return {
    graphql: async (query, variables) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { authorization: `Bearer ${masterKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as Pick<GraphqlAnswer, 'data' | 'errors'>;
      return { status: response.status, headers: response.headers, data, errors };
    },
  };
}
