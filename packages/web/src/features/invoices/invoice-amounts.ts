import { graphql } from '../../lib/graphql.ts';

/** What an invoice, or several of one currency, come to, and what is still to be paid of it. */
export const InvoiceAmounts_Totals = graphql(`
  fragment InvoiceAmounts_Totals on InvoiceTotals @_unmask {
    total {
      amount
      currency
    }
    due {
      amount
      currency
    }
  }
`);
