import { type GraphqlContext, reach } from '../../platform/graphql/index.ts';
import { decodeUuid } from '../../platform/opaque/index.ts';
import type { InvoiceFilter } from '../index.ts';
import { NO_ID } from './change-of.ts';
import { INVOICE_ID, type InvoiceFilterInput } from './invoice-types.ts';
import { RUN_ID } from './run-types.ts';

/** Of the invoices that the caller may read, those that are asked for. */
export function readInvoiceFilter(
  context: GraphqlContext,
  given?: InvoiceFilterInput | null,
): InvoiceFilter {
  const text = (value?: string | null) => value?.replaceAll('\0', '') ?? null;
  return {
    reach: reach(context, 'READ_INVOICES'),
    customer: text(given?.customer),
    statuses: given?.statuses ?? [],
    number: text(given?.number),
    search: text(given?.search),
    periodFrom: given?.periodFrom ?? null,
    periodTo: given?.periodTo ?? null,
    ids: given?.ids?.flatMap((id) => decodeUuid(INVOICE_ID, id) ?? []) ?? null,
    run: given?.run == null ? null : (decodeUuid(RUN_ID, given.run) ?? NO_ID),
  };
}
