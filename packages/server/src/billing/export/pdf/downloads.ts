import { err, ok } from '../../../kernel/index.ts';
import { ownReach, type Principal, type Reach, reachOf } from '../../../platform/access/index.ts';
import { ExportLimit } from '../../../platform/csv/index.ts';
import { decodeUuid } from '../../../platform/opaque/index.ts';
import type { Pool } from '../../../platform/postgres/index.ts';
import type { InvoiceLinks } from '../../links/invoice-links.ts';
import type { InvoiceDownload, InvoiceFileRefusal } from '../downloads.ts';
import { drawPage } from './draw-page.ts';
import { FontBook } from './font-book.ts';
import { creditNotePage, invoicePage, type Page } from './invoice-page.ts';
import { readCreditNote, readFacts } from './read-facts.ts';

const CONCURRENT_FILES = 4;

interface Document {
  readonly name: string;
  readonly page: Page;
}

/** One invoice (`id`, as GraphQL has it) and one credit note (`number`) as PDF. */
export function createPdfDownloads({
  pool,
  links,
}: {
  pool: Pool;
  links: InvoiceLinks;
}): InvoiceDownload[] {
  const limit = new ExportLimit(CONCURRENT_FILES);
  let opened: FontBook | undefined;
  const download = (
    path: string,
    find: (query: URLSearchParams, reach: Reach) => Promise<Document | null>,
  ): InvoiceDownload => ({
    path,
    permission: 'READ_INVOICES',
    async open(query, principal) {
      const document = await find(query, reachIn(principal));
      if (document === null) return err(NOT_FOUND);
      opened ??= new FontBook();
      const fonts = opened;
      const file = limit.admit(() => ({
        fileName: `${document.name}.pdf`,
        contentType: 'application/pdf',
        body: drawPage(document.page, fonts),
      }));
      return file === null ? err(BUSY) : ok(file);
    },
  });
  const invoicePdf = download('/exports/invoice.pdf', async (query, reach) => {
    const id = decodeUuid('Invoice', query.get('id') ?? '');
    const facts = id && (await readFacts(pool, id, reach));
    if (!facts) return null;
    const name = facts.invoice.number ?? 'draft-invoice';
    return { name, page: invoicePage(facts) };
  });
  return [
    { ...invoicePdf, byLink: (query) => links.open(query) },
    download('/exports/credit_note.pdf', async (query, reach) => {
      const number = query.get('number')?.replaceAll('\0', '') ?? '';
      const found = await readCreditNote(pool, number, reach);
      if (found === null) return null;
      const { facts, note } = found;
      return { name: note.number, page: creditNotePage(facts, note) };
    }),
  ];
}

function reachIn(principal: Principal): Reach {
  return reachOf(principal, 'READ_INVOICES') ?? ownReach({});
}

const NOT_FOUND: InvoiceFileRefusal = { code: 'NOT_FOUND', message: 'There is no such document' };
const BUSY: InvoiceFileRefusal = {
  code: 'BUSY',
  message: 'Too many downloads at once; try again shortly',
};
