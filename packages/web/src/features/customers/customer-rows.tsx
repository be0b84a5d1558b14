import { useState } from 'react';
import { useQuery } from 'urql';
import type { ResultOf } from '../../lib/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { MessageRow, MoreRow } from '../../ui/more-row.tsx';
import { CustomerRow } from './customer-row.tsx';
import { type CustomersVariables, MoreCustomers_Query } from './customers-query.ts';

type Page = ResultOf<typeof MoreCustomers_Query>['customers'];

export const CUSTOMER_COLUMNS = 7;

interface CustomerRowsProps {
  page: Page;
  variables: CustomersVariables;
  longest: number;
}

/** A page of customers, followed by the next one once asked for. */
export function CustomerRows({ page, variables, longest }: CustomerRowsProps) {
  const [more, setMore] = useState(false);
  const { endCursor, hasNextPage } = page.pageInfo;
  return (
    <>
      {page.nodes.map((customer) => (
        <CustomerRow key={customer.id} customer={customer} longest={longest} />
      ))}
      {hasNextPage && endCursor && !more && (
        <MoreRow columns={CUSTOMER_COLUMNS} what="customers" onMore={() => setMore(true)} />
      )}
      {hasNextPage && endCursor && more && (
        <NextCustomerRows after={endCursor} variables={variables} longest={longest} />
      )}
    </>
  );
}

interface NextCustomerRowsProps extends Omit<CustomerRowsProps, 'page'> {
  after: string;
}

function NextCustomerRows({ after, variables, longest }: NextCustomerRowsProps) {
  const [{ data, error }, refetch] = useQuery({
    query: MoreCustomers_Query,
    variables: { ...variables, after },
  });
  if (data) return <CustomerRows page={data.customers} variables={variables} longest={longest} />;
  return (
    <MessageRow columns={CUSTOMER_COLUMNS}>
      {error ? (
        <Button onClick={() => refetch()}>Could not read more; try again</Button>
      ) : (
        'Loading…'
      )}
    </MessageRow>
  );
}
