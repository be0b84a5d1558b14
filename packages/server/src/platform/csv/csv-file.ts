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

/** Keeps a name readable in a file system: `Asia/Kolkata` is `Asia-Kolkata`. */
export function fileNameOf(parts: readonly string[]): string {
  return `${parts.map((part) => part.replace(/[^\w.+-]+/g, '-')).join('_')}.csv`;
}
