import type { Result } from '../../kernel/index.ts';
import { callerName, type GraphqlContext } from '../../platform/graphql/index.ts';
import { decodeUuid } from '../../platform/opaque/index.ts';
import type { Change, InvoiceRow, Problem } from '../index.ts';
import { INVOICE_ID, type InvoicePayload, toInvoice } from './invoice-types.ts';

/** Nothing has it: an id that is none finds nothing. */
export const NO_ID = '00000000-0000-0000-0000-000000000000';

export function changeOf(context: GraphqlContext, id: string, expectedRevision: number): Change {
  return { id: decodeUuid(INVOICE_ID, id) ?? NO_ID, expectedRevision, by: callerName(context) };
}

export function payload(done: Result<InvoiceRow, Problem[]>): InvoicePayload {
  if (!done.ok) return { invoice: null, userErrors: done.error };
  return { invoice: toInvoice(done.value), userErrors: [] };
}
