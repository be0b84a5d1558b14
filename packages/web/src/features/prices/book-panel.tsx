import { Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { useQuery } from 'urql';
import { plural } from '../../lib/counts.ts';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Badge } from '../../ui/badge.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { PagedRows } from '../paging/paged-rows.tsx';
import { BasePrice, BasePrice_Version } from './base-price.tsx';
import { LayerBadge } from './layer-badge.tsx';
import { ProviderFilter } from './provider-filter.tsx';

const Book_Query = graphql(
  `
    query PriceBook_Query($search: String, $provider: String, $after: String) {
      prices(first: 50, after: $after, search: $search, provider: $provider) {
        totalCount
        providers
        nodes {
          layer
          subject
          price {
            ...BasePrice_Version
          }
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  `,
  [BasePrice_Version],
);

type Data = ResultOf<typeof Book_Query>;
type Listing = Data['prices']['nodes'][number];

interface BookPanelProps {
  search: string;
  provider: string;
  onProvider: (provider: string) => void;
}

/** Every price there is, whether a model that can be called has it or not. */
export function BookPanel({ search, provider, onProvider }: BookPanelProps) {
  const variables = { search, provider: provider === '' ? null : provider };
  const [result, refetch] = useQuery({
    query: Book_Query,
    variables,
    requestPolicy: 'cache-and-network',
  });
  const book = result.data?.prices;
  return (
    <Panel
      title="Price book"
      note={book && plural(book.totalCount, 'price')}
      actions={<ProviderFilter of={book?.providers ?? []} value={provider} onChoose={onProvider} />}
    >
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={10} />}>
        {(data) =>
          data.prices.nodes.length > 0 ? (
            <Table label="Price book" className="md:min-w-2xl">
              <thead>
                <tr>
                  <Th>Provider/model</Th>
                  <Th className="max-sm:hidden">From</Th>
                  <Th numeric>Input</Th>
                  <Th numeric className="max-md:hidden">
                    Cached input
                  </Th>
                  <Th numeric>Output</Th>
                </tr>
              </thead>
              <tbody>
                <PagedRows
                  key={JSON.stringify(variables)}
                  page={pageOf(data)}
                  query={Book_Query}
                  variables={variables}
                  pick={pageOf}
                  columns={5}
                  what="prices"
                  row={(listing) => <ListingRow listing={listing} />}
                />
              </tbody>
            </Table>
          ) : (
            <Notice icon={SearchX} title="No price matches" />
          )
        }
      </QueryView>
    </Panel>
  );
}

function pageOf({ prices: { nodes, pageInfo } }: Data) {
  return {
    nodes: nodes.map((node) => ({ ...node, id: `${node.layer} ${node.subject}` })),
    pageInfo,
  };
}

function ListingRow({ listing: { layer, subject, price } }: { listing: Listing }) {
  return (
    <Tr>
      <RowHeader className="max-w-72 max-sm:max-w-none max-sm:py-2">
        <Link
          to="."
          search={(search) => ({ ...search, model: subject, subject })}
          resetScroll={false}
          title={subject}
          className="block truncate font-medium hover:underline max-sm:whitespace-normal max-sm:[overflow-wrap:anywhere]"
        >
          {subject}
        </Link>
      </RowHeader>
      <Td className="max-sm:hidden">
        <LayerBadge layer={layer} /> {!price && <Badge tone="warn">Ended</Badge>}
      </Td>
      <BasePrice kind="input" price={price} />
      <BasePrice kind="cached_input" price={price} className="max-md:hidden" />
      <BasePrice kind="output" price={price} />
    </Tr>
  );
}
