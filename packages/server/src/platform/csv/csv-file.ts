import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';

/** A value of one row: text is already safe (`csvText`), numbers and amounts are plain. */
export type CsvRow = Readonly<Record<string, string | number>>;

export interface CsvFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly body: Readable;
}

/**
 * A CSV file made while it is read: RFC 4180, CRLF, a header of stable snake_case names. A batch is
 * asked for when the reader has taken the one before. Leaving the body early lets go of what
 * `batches` holds.
 */
export function csvFile(
  fileName: string,
  columns: readonly string[],
  batches: AsyncIterable<readonly CsvRow[]>,
): CsvFile {
  const body = Readable.from(eachBatchAsCsv(columns, batches), { objectMode: false });
  return { fileName, contentType: 'text/csv; charset=utf-8', body };
}

/** The header waits for the first rows: what fails before them is no file yet. */
async function* eachBatchAsCsv(
  columns: readonly string[],
  batches: AsyncIterable<readonly CsvRow[]>,
) {
  const options = {
    columns: [...columns],
    record_delimiter: 'windows',
    // Of itself it quotes only the end of a line that it writes.
    quoted_match: /[\r\n]/,
  } as const;
  let header = true;
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    yield stringify([...batch], { ...options, header });
    header = false;
  }
  if (header) yield stringify([], { ...options, header });
}

/** JSON lines made while they are read: an object a line. Leaving the body early lets go of what `batches` holds. */
export function jsonLinesFile(
  fileName: string,
  batches: AsyncIterable<readonly object[]>,
): CsvFile {
  const body = Readable.from(eachBatchAsLines(batches), { objectMode: false });
  return { fileName, contentType: 'application/x-ndjson; charset=utf-8', body };
}

async function* eachBatchAsLines(batches: AsyncIterable<readonly object[]>) {
  for await (const batch of batches) {
    if (batch.length > 0) yield `${batch.map((row) => JSON.stringify(row)).join('\n')}\n`;
  }
}

/** Keeps a name readable in a file system: `Asia/Kolkata` is `Asia-Kolkata`. */
export function fileNameOf(parts: readonly string[], extension = 'csv'): string {
  return `${parts.map((part) => part.replace(/[^\w.+-]+/g, '-')).join('_')}.${extension}`;
}
