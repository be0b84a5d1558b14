import type { Transform } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from 'node:zlib';
import type { Headers } from '../response/send.ts';

const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH, ZSTD_e_flush } = constants;

/** What came is decoded as it comes, and a body that breaks off is decoded as far as it goes. */
const ZLIB = { flush: Z_SYNC_FLUSH, finishFlush: Z_SYNC_FLUSH };
const BROTLI = { flush: BROTLI_OPERATION_FLUSH, finishFlush: BROTLI_OPERATION_FLUSH };
const ZSTD = { flush: ZSTD_e_flush, finishFlush: ZSTD_e_flush };

/** Undoes a content encoding, which some upstreams apply although they are asked not to. Null for one nobody knows. */
export function decoderFor({ 'content-encoding': named }: Headers): Transform | null {
  if (named === undefined) return null;
  const encoding = String(named).toLowerCase();
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip(ZLIB);
  if (encoding === 'deflate') return createInflate(ZLIB);
  if (encoding === 'zstd') return createZstdDecompress(ZSTD);
  return encoding === 'br' ? createBrotliDecompress(BROTLI) : null;
}

/** More than any answer; a few bytes can be made to say they are gigabytes. */
const MOST_DECODED_BYTES = 64 * 1024 * 1024;

/** A copy of a whole body without its content encoding; the body itself when it has none, or is not what it says. */
export function decoded(body: Buffer, headers: Headers): Buffer | Promise<Buffer> {
  const decoder = decoderFor(headers);
  return decoder === null ? body : decodeWith(decoder, body);
}

async function decodeWith(decoder: Transform, body: Buffer): Promise<Buffer> {
  try {
    decoder.end(body);
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of decoder) {
      size += piece.length;
      if (size > MOST_DECODED_BYTES) return body;
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  } catch {
    return body;
  }
}
