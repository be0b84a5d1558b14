import { type Pool, withTransaction } from '../../src/platform/postgres/index.ts';
import { openBook, revised, writeRevisions } from '../../src/pricing/book/revise.ts';
import { ALL_DAY, EARLIEST, LATEST, splice } from '../../src/pricing/book/timeline.ts';
import { nameVersion } from '../../src/pricing/book/version-name.ts';
import { flatPrice, onlyBase, type Price, parsePrice } from '../../src/pricing/index.ts';

const NOBODY = { recordedBy: 'test', reason: '', updateId: null, request: null };

/** Puts a price per input and per output token in force for a while, straight into the book; null ends it. */
export async function setTestPrice(
  pool: Pool,
  subject: string,
  tokens: { input: string; output: string } | null,
  { from = EARLIEST, until = LATEST }: { from?: Date; until?: Date } = {},
): Promise<void> {
  const flat = (text: string) => flatPrice(parsePrice(text) as Price);
  await withTransaction(pool, async (tx) => {
    const book = await openBook(tx);
    const place = { layer: 'custom', subject } as const;
    const prices = tokens && onlyBase({ input: flat(tokens.input), output: flat(tokens.output) });
    const period = { effectiveFrom: from, effectiveUntil: until, ...ALL_DAY };
    const replacement = prices && { ...period, price: nameVersion('custom', subject, prices) };
    const present = book.timeline(place)?.entries ?? [];
    const entries = splice(present, { from, until }, replacement === null ? [] : [replacement]);
    await writeRevisions(tx, [revised(book, place, entries)], NOBODY);
  });
}
