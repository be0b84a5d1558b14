import { crc32 } from 'node:zlib';

/**
 * One line of the journal: `<crc32 of the rest, 8 hex digits> <kind> <id> <json>\n`.
 * Text, so that an operator can read and mend it; JSON never holds a raw line break, so a reader
 * finds its footing again after damage.
 */
export type RecordKind = 'O' | 'S';

export interface JournalRecord {
  readonly kind: RecordKind;
  readonly id: string;
  readonly json: string;
}

const CHECKSUM_LENGTH = 8;

export function encodeRecord(kind: RecordKind, id: string, json: string): string {
  const body = `${kind} ${id} ${json}`;
  return `${checksum(body)} ${body}\n`;
}

/** Null when the line is torn or damaged. */
export function decodeRecord(line: string): JournalRecord | null {
  const body = line.slice(CHECKSUM_LENGTH + 1);
  if (checksum(body) !== line.slice(0, CHECKSUM_LENGTH)) return null;
  const kind = body[0];
  const idEnd = body.indexOf(' ', 2);
  if ((kind !== 'O' && kind !== 'S') || idEnd < 0) return null;
  return { kind, id: body.slice(2, idEnd), json: body.slice(idEnd + 1) };
}

function checksum(body: string): string {
  return crc32(body).toString(16).padStart(CHECKSUM_LENGTH, '0');
}
