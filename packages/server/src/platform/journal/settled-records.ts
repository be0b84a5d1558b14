import { isSettledAt, jsonStart, recordIdAt } from './record.ts';

const OPEN = Buffer.from('[');
const CLOSE = Buffer.from(']');
const COMMA = 0x2c;
const LINE_BREAK = 0x0a;

/**
 * The settled ones among some lines of a journal, as bytes: what becomes a string only to become bytes
 * again costs the garbage collector more than everything else that is done with it.
 */
export class SettledRecords {
  readonly ids: string[] = [];
  /** Their texts, a comma before each. */
  readonly #bytes: Buffer;
  readonly #ends: number[] = [];
  #size = 0;

  /** Copies what it takes of whole lines. */
  constructor(lines: Buffer) {
    this.#bytes = Buffer.allocUnsafeSlow(lines.length);
    for (let start = 0; start < lines.length; ) {
      const end = lines.indexOf(LINE_BREAK, start);
      if (isSettledAt(lines, start)) this.#take(lines, { start, end });
      start = end + 1;
    }
  }

  get length(): number {
    return this.ids.length;
  }

  /** The texts of them, one by one. */
  get jsons(): string[] {
    return this.#ends.map((end, index) => this.#bytes.toString('utf8', this.#startOf(index), end));
  }

  /** One JSON array of those from one place up to another, one at least. */
  list(from: number, to: number): Buffer {
    const texts = this.#bytes.subarray(this.#startOf(from), this.#ends[to - 1]);
    return Buffer.concat([OPEN, texts, CLOSE]);
  }

  #take(lines: Buffer, { start, end }: { start: number; end: number }): void {
    const idEnd = jsonStart(lines, start) - 1;
    this.ids.push(recordIdAt(lines, { start, idEnd }));
    this.#bytes[this.#size] = COMMA;
    this.#size += 1;
    this.#size += lines.copy(this.#bytes, this.#size, idEnd + 1, end);
    this.#ends.push(this.#size);
  }

  #startOf(index: number): number {
    return (this.#ends[index - 1] ?? 0) + 1;
  }
}
