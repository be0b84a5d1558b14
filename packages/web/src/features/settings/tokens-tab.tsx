import { KeySquare, Plus } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { SureButton } from '../../ui/sure-button.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { OnDay } from '../../ui/when.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { PagedRows } from '../paging/paged-rows.tsx';
import { useInstallation } from '../session/session.ts';
import { CreateTokenSheet } from './create-token.tsx';
import { SCOPE_NAMES } from './scopes.ts';

const Tokens_Query = graphql(`
  query Tokens_Query($after: String) {
    apiTokens(first: 50, after: $after) {
      nodes {
        id
        name
        scope
        customer
        prefix
        lastFour
        createdAt
        createdBy
        expiresAt
        user {
          name
        }
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
`);

const RevokeToken_Mutation = graphql(`
  mutation RevokeToken_Mutation($id: ID!) {
    revokeApiToken(id: $id) {
      userErrors {
        path
        message
      }
    }
  }
`);

type Token = ResultOf<typeof Tokens_Query>['apiTokens']['nodes'][number];

export function TokensTab() {
  const [creating, setCreating] = useState(false);
  const [result, refetch] = useQuery({
    query: Tokens_Query,
    variables: {},
    requestPolicy: 'cache-and-network',
  });
  const create = (
    <Button look="solid" onClick={() => setCreating(true)}>
      <Plus aria-hidden="true" className="size-3.5" /> Create token
    </Button>
  );
  return (
    <Panel title="API tokens" note="Credentials of this management API" actions={create}>
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={4} />}>
        {({ apiTokens }) =>
          apiTokens.nodes.length === 0 ? (
            <Notice icon={KeySquare} title="No tokens yet">
              A token lets a program, such as a billing system, use the GraphQL API. API keys, which
              open the gateway, are under Keys.
            </Notice>
          ) : (
            <Table label="API tokens">
              <thead>
                <tr>
                  <Th>Token</Th>
                  <Th>Scope</Th>
                  <Th className="max-md:hidden">Used by</Th>
                  <Th numeric className="max-sm:hidden">
                    Ends
                  </Th>
                  <Th>
                    <span className="sr-only">What can be done</span>
                  </Th>
                </tr>
              </thead>
              <tbody>
                <PagedRows
                  page={apiTokens}
                  query={Tokens_Query}
                  variables={{}}
                  pick={(data) => data.apiTokens}
                  columns={5}
                  what="tokens"
                  row={(token) => <TokenRow token={token} />}
                />
              </tbody>
            </Table>
          )
        }
      </QueryView>
      <CreateTokenSheet open={creating} onClose={() => setCreating(false)} />
    </Panel>
  );
}

function TokenRow({ token }: { token: Token }) {
  const { reportingTimeZone } = useInstallation();
  const revoke = useAction(RevokeToken_Mutation, { touches: ['ApiTokenConnection'] });
  return (
    <Tr>
      <RowHeader className="max-w-64 max-sm:max-w-32">
        <span className="block truncate font-medium" title={token.name}>
          {token.name}
        </span>
        <span className="block truncate font-mono text-xs text-ink-faint">
          {token.prefix}…{token.lastFour}
        </span>
      </RowHeader>
      <Td>
        <Badge title={token.customer ?? undefined}>{SCOPE_NAMES[token.scope]}</Badge>
      </Td>
      <Td className="max-w-48 truncate text-ink-soft max-md:hidden">
        {token.customer ?? token.user?.name ?? '—'}
      </Td>
      <Td numeric className="text-ink-soft max-sm:hidden">
        {token.expiresAt ? <OnDay at={token.expiresAt} timeZone={reportingTimeZone} /> : 'Never'}
      </Td>
      <Td className="text-right">
        <FormProblem problems={revoke.problems} />
        <SureButton
          sure="Really revoke"
          busy={revoke.busy}
          onSure={() => void revoke.run({ id: token.id })}
        >
          Revoke <span className="sr-only">{token.name}</span>
        </SureButton>
      </Td>
    </Tr>
  );
}
