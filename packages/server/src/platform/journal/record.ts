import { crc32 } from 'node:zlib';

/**
 * One line of the journal: `<crc32 of the rest, 8 hex digits> <kind> <id> <json>\n`.
 * Text, so that an operator can read and mend it; JSON never holds a raw line break, so a reader
 * finds its footing again after damage.
 */
export type RecordKind = 'O' | 'S';

/** What a call was opened or settled with. */
export interface CallRecord {
  readonly id: string;
  readonly json: string;
}

const CHECKSUM_LENGTH = 8;
const KIND_AT = CHECKSUM_LENGTH + 1;
const ID_START = KIND_AT + 2;
const SETTLED = 0x53;
const SPACE = 0x20;
const LINE_BREAK = 0x0a;

/** What follows the checksum. */
export function recordText(kind: RecordKind, id: string, json: string): string {
  return `${kind} ${id} ${json}`;
}

const USUAL_BYTES = 512 * 1024;
/** Of UTF-8, for one unit of UTF-16. */
const MOST_BYTES_PER_UNIT = 3;

/** Turns the texts of records into lines: each into bytes once, for its checksum and for the file. */
export class LineEncoder {
  readonly #usual = Buffer.allocUnsafeSlow(USUAL_BYTES);

  /** Good until the next call: what fits lies in the same memory each time. */
  encode(texts: readonly string[]): Buffer {
    let most = 0;
    for (const text of texts) most += KIND_AT + MOST_BYTES_PER_UNIT * text.length + 1;
    const lines = most > USUAL_BYTES ? Buffer.allocUnsafeSlow(most) : this.#usual;
    let at = 0;
    for (const text of texts) at = writeLine(lines, at, text);
    return lines.subarray(0, at);
  }
}

/** Where the line ends. */
function writeLine(lines: Buffer, at: number, text: string): number {
  const start = at + KIND_AT;
  const end = start + lines.write(text, start);
  writeChecksum(lines, at, crc32(lines.subarray(start, end)));
  lines[start - 1] = SPACE;
  lines[end] = LINE_BREAK;
  return end + 1;
}

/** False when the line is torn or damaged. */
export function isIntact(line: string): boolean {
  const sum = line.slice(0, CHECKSUM_LENGTH);
  return line[KIND_AT - 1] === ' ' && sum === checksum(line.slice(KIND_AT));
}

/** Of a line that is intact. */
export function recordIn(line: string): CallRecord {
  const idEnd = line.indexOf(' ', ID_START);
  return { id: line.slice(ID_START, idEnd), json: line.slice(idEnd + 1) };
}

export function isSettled(line: string): boolean {
  return line[KIND_AT] === 'S';
}

/** The same of a line among the bytes of many. */
export function isSettledAt(lines: Buffer, start: number): boolean {
  return lines[start + KIND_AT] === SETTLED;
}

/** Where the JSON of a line stands. */
export function jsonStart(lines: Buffer, start: number): number {
  return lines.indexOf(SPACE, start + ID_START) + 1;
}

export function recordIdAt(
  lines: Buffer,
  { start, idEnd }: { start: number; idEnd: number },
): string {
  return lines.toString('utf8', start + ID_START, idEnd);
}

function checksum(body: string): string {
  return crc32(body).toString(16).padStart(CHECKSUM_LENGTH, '0');
}

const HEX_DIGITS = Buffer.from('0123456789abcdef');

function writeChecksum(lines: Buffer, at: number, sum: number): void {
  for (let digit = 0; digit < CHECKSUM_LENGTH; digit += 1) {
    const shift = 4 * (CHECKSUM_LENGTH - 1 - digit);
    lines[at + digit] = HEX_DIGITS[(sum >>> shift) & 0xf] as number;
  }
}
