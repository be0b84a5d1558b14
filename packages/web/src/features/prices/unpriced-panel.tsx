import { Link } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { useQuery } from 'urql';
import { formatCount } from '../../lib/counts.ts';
import { graphql } from '../../lib/graphql.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { OnDay } from '../../ui/when.tsx';
import { PagedRows } from '../paging/paged-rows.tsx';
import { useInstallation, useMay } from '../session/session.ts';

const Unpriced_Query = graphql(`
  query Unpriced_Query($after: String) {
    unpricedModels(first: 50, after: $after) {
      nodes {
        model
        subject
        calls
        inputTokens
        outputTokens
        firstAt
        lastAt
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
`);

const COLUMNS = 5;

/** Calls that ran without a price: they are in no sum until they have one. */
export function UnpricedPanel() {
  const [result, refetch] = useQuery({ query: Unpriced_Query, requestPolicy: 'cache-and-network' });
  const { reportingTimeZone: timeZone } = useInstallation();
  const { may } = useMay('MANAGE_PRICES');
  const pageOf = ({ nodes, pageInfo }: UnpricedPage) => ({
    nodes: nodes.map((node) => ({ ...node, id: `${node.model} ${node.subject}` })),
    pageInfo,
  });
  return (
    <Panel
      title="Unpriced calls"
      note="All time"
      footer="Set a price from the first of these calls on, then rate them again: what they cost is then in every sum."
    >
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={6} />}>
        {({ unpricedModels }) =>
          unpricedModels.nodes.length === 0 ? (
            <Notice icon={CircleCheck} title="Every call has a price">
              Calls to a model without a price are refused, flagged or charged at the fallback
              price, as the deployment says.
            </Notice>
          ) : (
            <Table label="Unpriced calls" className="md:min-w-2xl">
              <thead>
                <tr>
                  <Th>Model</Th>
                  <Th numeric>Calls</Th>
                  <Th numeric className="max-sm:hidden">
                    Tokens in · out
                  </Th>
                  <Th numeric className="max-md:hidden">
                    First · last
                  </Th>
                  <Th numeric>
                    <span className="sr-only">What to do</span>
                  </Th>
                </tr>
              </thead>
              <tbody>
                <PagedRows
                  page={pageOf(unpricedModels)}
                  query={Unpriced_Query}
                  variables={{}}
                  pick={(data) => pageOf(data.unpricedModels)}
                  columns={COLUMNS}
                  what="models"
                  row={(each) => (
                    <Tr>
                      <RowHeader className="max-w-72 max-sm:max-w-36">
                        <span className="block truncate font-medium">{each.model}</span>
                        <span className="block truncate text-xs text-ink-faint">
                          {each.subject}
                        </span>
                      </RowHeader>
                      <Td numeric>{formatCount(each.calls)}</Td>
                      <Td numeric className="text-ink-soft max-sm:hidden">
                        {formatCount(each.inputTokens)} · {formatCount(each.outputTokens)}
                      </Td>
                      <Td numeric className="text-ink-soft max-md:hidden">
                        <OnDay at={each.firstAt} timeZone={timeZone} /> ·{' '}
                        <OnDay at={each.lastAt} timeZone={timeZone} />
                      </Td>
                      <Td numeric>
                        {may && (
                          <Link
                            to="."
                            search={(search) => ({
                              ...search,
                              model: each.model,
                              subject: each.subject,
                            })}
                            resetScroll={false}
                            className={buttonClass()}
                            aria-label={`Set price of ${each.model}`}
                          >
                            Set price
                          </Link>
                        )}
                      </Td>
                    </Tr>
                  )}
                />
              </tbody>
            </Table>
          )
        }
      </QueryView>
    </Panel>
  );
}

interface UnpricedPage {
  readonly nodes: readonly {
    readonly model: string;
    readonly subject: string;
    readonly calls: number;
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly firstAt: string;
    readonly lastAt: string;
  }[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}
