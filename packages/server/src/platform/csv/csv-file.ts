import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';

/** A value of one row: text is already safe (`csvText`), numbers and amounts are plain. */
export type CsvRow = Readonly<Record<string, string | number>>;

export interface CsvFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly body: Readable;
}

/**
 * A CSV file made while it is read: RFC 4180, CRLF, a header of stable snake_case names. Leaving the
 * body early lets go of what `batches` holds.
 */
export function csvFile(
  fileName: string,
  columns: readonly string[],
  batches: AsyncIterable<readonly CsvRow[]>,
): CsvFile {
  const body = stringify({ header: true, columns: [...columns], record_delimiter: 'windows' });
  pipeline(Readable.from(eachRow(batches)), body, () => undefined);
  return { fileName, contentType: 'text/csv; charset=utf-8', body };
}

async function* eachRow(batches: AsyncIterable<readonly CsvRow[]>): AsyncGenerator<CsvRow> {
  for await (const batch of batches) yield* batch;
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
