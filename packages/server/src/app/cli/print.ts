import { writeSync } from 'node:fs';

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

export function print(text: string): void {
  writeSync(1, text);
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
