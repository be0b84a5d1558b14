import { graphql, type ResultOf, type VariablesOf } from '../../lib/graphql.ts';
import type { InvoiceListSearch } from '../../lib/search.ts';
import { InvoiceAmounts_Totals } from './invoice-amounts.ts';
import { InvoiceRow_Invoice } from './invoice-row.tsx';
import { STATUSES_OF } from './invoice-words.ts';

export const InvoiceRows_Connection = graphql(
  `
    fragment InvoiceRows_Connection on InvoiceConnection @_unmask {
      nodes {
        id
        status
        ...InvoiceRow_Invoice
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  `,
  [InvoiceRow_Invoice],
);

export const InvoiceSums_Sum = graphql(
  `
  fragment InvoiceSums_Sum on InvoiceSum @_unmask {
    currency
    invoices
    totals {
      ...InvoiceAmounts_Totals
    }
  }
`,
  [InvoiceAmounts_Totals],
);

export const Invoices_Query = graphql(
  `
    query Invoices_Query($filter: InvoiceFilterInput!) {
      invoices(first: 50, filter: $filter) {
        ...InvoiceRows_Connection
      }
      invoiceSums(filter: $filter) {
        ...InvoiceSums_Sum
      }
    }
  `,
  [InvoiceRows_Connection, InvoiceSums_Sum],
);

export const MoreInvoices_Query = graphql(
  `
    query MoreInvoices_Query($filter: InvoiceFilterInput!, $after: String) {
      invoices(first: 50, after: $after, filter: $filter) {
        ...InvoiceRows_Connection
      }
    }
  `,
  [InvoiceRows_Connection],
);

export type InvoiceFilter = VariablesOf<typeof Invoices_Query>['filter'];
export type InvoicesPage = ResultOf<typeof Invoices_Query>['invoices'];
export type InvoiceSums = ResultOf<typeof Invoices_Query>['invoiceSums'];

/** What the address asks for, as the server understands it. */
export function toInvoiceFilter({ tab, q, from, to, run }: InvoiceListSearch): InvoiceFilter {
  return {
    statuses: [...STATUSES_OF[tab]],
    search: q === '' ? null : q,
    periodFrom: from === '' ? null : from,
    periodTo: to === '' ? null : to,
    run: run === '' ? null : run,
  };
}

/** The same for the files; each name is one of the parameters of `/exports/`. */
export function toFileQuery({
  statuses,
  search,
  periodFrom,
  periodTo,
  run,
}: InvoiceFilter): string {
  const query = new URLSearchParams();
  for (const status of statuses ?? []) query.append('status', status);
  for (const [name, value] of Object.entries({ search, periodFrom, periodTo, run })) {
    if (value != null) query.set(name, value);
  }
  return query.toString();
}
