import { OperatorError } from '../../kernel/index.ts';

/** A row of a table; what is null in the table is null here. */
export type DumpRow = Readonly<Record<string, string | null>>;

const COPY = /^COPY (?:"?\w+"?\.)?"?(\w+)"? \((.*)\) FROM stdin;$/;
const INSERT = /^INSERT INTO (?:"?\w+"?\.)?"?(LiteLLM_\w+)"?/;
const ARCHIVE = 'PGDMP';

/**
 * The rows of the tables that are wanted, in the order of the dump. Reads what `pg_dump` writes by
 * default: plain SQL with COPY blocks, whole or data only.
 */
export async function* readDump(
  lines: AsyncIterable<string>,
  wanted: ReadonlySet<string>,
): AsyncGenerator<{ table: string; row: DumpRow }> {
  let block: { table: string; columns: readonly string[] } | null = null;
  for await (const line of lines) {
    if (block !== null) {
      if (line === '\\.') block = null;
      else if (wanted.has(block.table)) yield { table: block.table, row: readRow(line, block) };
      continue;
    }
    if (line.startsWith(ARCHIVE)) throw new OperatorError(`This is no text. ${HOW}`);
    const table = INSERT.exec(line)?.[1];
    if (table !== undefined && wanted.has(table)) {
      throw new OperatorError(`This dump has INSERT statements. ${HOW}`);
    }
    const [, name, columns] = COPY.exec(line) ?? [];
    if (name !== undefined && columns !== undefined) {
      block = { table: name, columns: columns.split(', ').map((each) => each.replaceAll('"', '')) };
    }
  }
  if (block !== null) throw new OperatorError(`The dump ends within the rows of ${block.table}`);
}

const HOW = 'Make the dump with: pg_dump --format=plain --data-only --table=\'"LiteLLM_*"\' …';

function readRow(line: string, { table, columns }: { table: string; columns: readonly string[] }) {
  const cells = line.split('\t');
  if (cells.length !== columns.length) {
    throw new OperatorError(
      `A row of ${table} has ${cells.length} values for ${columns.length} columns`,
    );
  }
  return Object.fromEntries(columns.map((column, i) => [column, readCell(cells[i] ?? '')]));
}

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function readCell(text: string): string | null {
  if (text === '\\N') return null;
  if (!text.includes('\\')) return text;
  return text.replace(/\\(.)/gs, (_, char: string) => ESCAPES[char] ?? char);
}

/** The text of a PostgreSQL array of texts. */
export function readArray(text: string | null): string[] {
  const inner = text?.slice(1, -1) ?? '';
  return [...inner.matchAll(/"((?:[^"\\]|\\.)*)"|([^,]+)/g)].map(
    ([, quoted, bare]) => quoted?.replace(/\\(.)/gs, '$1') ?? bare ?? '',
  );
}
