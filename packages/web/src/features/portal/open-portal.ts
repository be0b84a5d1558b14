import type { Client } from 'urql';
import { graphql } from '../../lib/graphql.ts';
import type { PortalProblem } from '../../lib/search.ts';

const OpenPortal_Mutation = graphql(`
  mutation OpenPortal_Mutation($link: String!) {
    openPortal(link: $link) {
      viewer {
        kind
      }
      userErrors {
        code
      }
    }
  }
`);

const PROBLEMS: Readonly<Record<string, PortalProblem>> = {
  EXPIRED: 'expired',
  REVOKED: 'revoked',
};

/** Goes in with a signed link; null when it opened. */
export async function openPortal(client: Client, link: string): Promise<PortalProblem | null> {
  const { data, error } = await client.mutation(OpenPortal_Mutation, { link });
  if (!data) throw error ?? new Error('the link was not answered');
  const { viewer, userErrors } = data.openPortal;
  return viewer ? null : (PROBLEMS[userErrors[0]?.code ?? ''] ?? 'invalid');
}
