import { Fragment, type ReactNode, useState } from 'react';
import { type AnyVariables, type TypedDocumentNode, useQuery } from 'urql';
import { Button } from '../../ui/button.tsx';
import { MessageRow, MoreRow } from '../../ui/more-row.tsx';

interface PageOf<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

interface PagedRowsProps<Node extends { id: string }, Data, Variables extends AnyVariables> {
  page: PageOf<Node>;
  /** The query of a page, which takes `after`. */
  query: TypedDocumentNode<Data, Variables>;
  variables: Variables;
  pick: (data: Data) => PageOf<Node>;
  columns: number;
  what: string;
  row: (node: Node) => ReactNode;
}

/** A page of rows, followed by the next one once asked for. */
export function PagedRows<Node extends { id: string }, Data, Variables extends AnyVariables>(
  props: PagedRowsProps<Node, Data, Variables>,
) {
  const { page, columns, what, row } = props;
  const [more, setMore] = useState(false);
  const { endCursor, hasNextPage } = page.pageInfo;
  return (
    <>
      {page.nodes.map((node) => (
        <Fragment key={node.id}>{row(node)}</Fragment>
      ))}
      {hasNextPage && endCursor && !more && (
        <MoreRow columns={columns} what={what} onMore={() => setMore(true)} />
      )}
      {hasNextPage && endCursor && more && <NextRows {...props} after={endCursor} />}
    </>
  );
}

function NextRows<Node extends { id: string }, Data, Variables extends AnyVariables>({
  after,
  ...props
}: PagedRowsProps<Node, Data, Variables> & { after: string }) {
  const { query, variables, pick, columns } = props;
  const [{ data, error }, refetch] = useQuery<Data, Variables>({
    query,
    variables: { ...variables, after },
  });
  if (data) return <PagedRows {...props} page={pick(data)} />;
  return (
    <MessageRow columns={columns}>
      {error ? (
        <Button onClick={() => refetch()}>Could not read more; try again</Button>
      ) : (
        'Loading…'
      )}
    </MessageRow>
  );
}
