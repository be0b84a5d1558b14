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

export function encodeRecord(kind: RecordKind, id: string, json: string): string {
  const body = `${kind} ${id} ${json}`;
  return `${checksum(body)} ${body}\n`;
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

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Byte by byte: `toString(16)` of a number past 31 bits takes longer than the checksum itself. */
function checksum(body: string): string {
  const sum = crc32(body);
  const high = `${HEX[sum >>> 24]}${HEX[(sum >>> 16) & 0xff]}`;
  return `${high}${HEX[(sum >>> 8) & 0xff]}${HEX[sum & 0xff]}`;
}
