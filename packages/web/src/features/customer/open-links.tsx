import { useQuery } from 'urql';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { OnDay, When } from '../../ui/when.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { useInstallation } from '../session/session.ts';

const OpenLinks_Query = graphql(`
  query OpenLinks_Query($customer: String!) {
    apiTokens(first: 20, customer: $customer) {
      nodes {
        id
        name
        createdAt
        createdBy
        expiresAt
      }
      pageInfo {
        hasNextPage
      }
    }
  }
`);

const WithdrawLink_Mutation = graphql(`
  mutation WithdrawLink_Mutation($id: ID!) {
    revokeApiToken(id: $id) {
      userErrors {
        path
        message
      }
    }
  }
`);

type Token = ResultOf<typeof OpenLinks_Query>['apiTokens']['nodes'][number];

/** What opens the portal of a customer now, each with what ends it. */
export function OpenLinks({ externalId }: { externalId: string }) {
  const [{ data }] = useQuery({ query: OpenLinks_Query, variables: { customer: externalId } });
  const now = Date.now();
  const open = data?.apiTokens.nodes.filter(
    ({ expiresAt }) => expiresAt === null || Date.parse(expiresAt) > now,
  );
  if (!open || open.length === 0) return null;
  return (
    <section className="flex flex-col gap-2 border-t border-line pt-4">
      <h3 className="text-[13px] font-medium">Open now</h3>
      <ul className="flex flex-col gap-2">
        {open.map((token) => (
          <OpenLink key={token.id} token={token} />
        ))}
      </ul>
      {data?.apiTokens.pageInfo.hasNextPage && (
        <p className="text-xs text-ink-faint">The rest are in Settings, API tokens.</p>
      )}
    </section>
  );
}

function OpenLink({ token }: { token: Token }) {
  const { reportingTimeZone } = useInstallation();
  const withdraw = useAction(WithdrawLink_Mutation, {
    touches: ['ApiTokenConnection', 'ApiToken'],
  });
  const { id, name, createdAt, createdBy, expiresAt } = token;
  return (
    <li className="flex flex-wrap items-center gap-2 text-[13px]">
      <span className="min-w-0 flex-1">
        <span className="block break-words">
          {name}, by {createdBy} <When at={createdAt} timeZone={reportingTimeZone} />
        </span>
        <span className="block text-xs text-ink-faint">
          {expiresAt === null ? (
            'does not end by itself'
          ) : (
            <>
              ends <OnDay at={expiresAt} timeZone={reportingTimeZone} />
            </>
          )}
        </span>
        <FormProblem problems={withdraw.problems} />
      </span>
      <Button disabled={withdraw.busy} onClick={() => void withdraw.run({ id })}>
        Withdraw
      </Button>
    </li>
  );
}
