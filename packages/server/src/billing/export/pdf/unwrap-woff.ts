import { inflateSync } from 'node:zlib';

const HEADER_BYTES = 12;
const ENTRY_BYTES = 16;

interface Table {
  readonly entry: Buffer;
  readonly bytes: Buffer;
}

/**
 * The OpenType font in a WOFF 1.0 file (W3C Recommendation, sections 3 to 5). fontkit reads WOFF too, but
 * inflates a table each time it looks into it; half of the time a document takes went there.
 */
export function unwrapWoff(woff: Buffer): Buffer {
  const flavor = woff.subarray(4, 8);
  const tables = Array.from({ length: woff.readUInt16BE(12) }, (_, i) => readTable(woff, i));
  const header = Buffer.alloc(HEADER_BYTES);
  flavor.copy(header);
  header.writeUInt16BE(tables.length, 4);
  let offset = HEADER_BYTES + tables.length * ENTRY_BYTES;
  for (const { entry, bytes } of tables) {
    entry.writeUInt32BE(offset, 8);
    offset += padded(bytes.length);
  }
  return Buffer.concat([
    header,
    ...tables.map(({ entry }) => entry),
    ...tables.map(({ bytes }) => Buffer.concat([bytes], padded(bytes.length))),
  ]);
}

function readTable(woff: Buffer, i: number): Table {
  const at = 44 + i * 20;
  const [offset, packedLength, length, checksum] = [4, 8, 12, 16].map((d) =>
    woff.readUInt32BE(at + d),
  ) as [number, number, number, number];
  const packed = woff.subarray(offset, offset + packedLength);
  const entry = Buffer.alloc(ENTRY_BYTES);
  woff.copy(entry, 0, at, at + 4);
  entry.writeUInt32BE(checksum, 4);
  entry.writeUInt32BE(length, 12);
  return { entry, bytes: packedLength < length ? inflateSync(packed) : packed };
}

/** Tables begin at multiples of four bytes. */
function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}
