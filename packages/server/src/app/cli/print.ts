import { writeSync } from 'node:fs';
import { OperatorError } from '../../kernel/index.ts';

/** One line of a table, by the heading of each column. */
export type Row = Readonly<Record<string, string>>;

/** Columns whose numbers stand under each other. */
const NUMBERS =
  /^(calls|failed|in|out|spend|limit|spent|revision|priority|amount|used|before|subtotal|tax|total|due|invoices)$/;

/** Rows under their headings; a sentence when there are none. */
export function table(rows: readonly Row[], none: string): string {
  const [first] = rows;
  if (first === undefined) return `${none}\n`;
  const names = Object.keys(first);
  const widths = names.map((name) =>
    Math.max(name.length, ...rows.map((row) => (row[name] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) =>
        NUMBERS.test(names[i] ?? '') ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const lines = [
    names.map((name) => name.toUpperCase()),
    ...rows.map((row) => names.map((name) => row[name] ?? '')),
  ];
  return `${lines.map(line).join('\n')}\n`;
}

/** One thing, a fact a line. */
export function facts(row: Row): string {
  const width = Math.max(...Object.keys(row).map((name) => name.length));
  return `${Object.entries(row)
    .map(([name, value]) => `${name.padEnd(width)}  ${value}`)
    .join('\n')}\n`;
}

/** Text without control characters: what callers chose must not steer a terminal. */
export function plain(text: string | null | undefined): string {
  return (text ?? '-').replace(/\p{Cc}/gu, '�');
}

const FULL_PIPE_PAUSE_MS = 5;

/** All of it, however slowly it is read; nobody who has stopped reading is told more. */
export function print(text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) rest = rest.subarray(writeSome(rest));
}

/** How many bytes are done with. A pipe takes what it has room for, and nothing while it is full. */
function writeSome(bytes: Buffer): number {
  try {
    return writeSync(1, bytes);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EPIPE') return bytes.length;
    if (code !== 'EAGAIN') {
      throw new OperatorError(`The output cannot be written: ${message}`, { cause });
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE_PAUSE_MS);
    return 0;
  }
}

export function printJson(value: unknown): void {
  print(`${JSON.stringify(value, null, 2)}\n`);
}

/** "2026-03-01 12:30", in UTC. */
export function moment(instant: string | null): string {
  return instant === null ? '-' : instant.slice(0, 16).replace('T', ' ');
}

export function dollars(money: { readonly amount: string } | null): string {
  return money === null ? 'unpriced' : `$${money.amount}`;
}

export function count(value: number): string {
  return value.toLocaleString('en');
}
