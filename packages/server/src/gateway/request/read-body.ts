import type { IncomingMessage } from 'node:http';
import { err, ok, type Result } from '../../kernel/index.ts';
import type { Refusal } from '../response/refusal.ts';

export interface BodyReading {
  readonly maxBytes: number;
  /** Tells a caller that waits with its body (`Expect: 100-continue`) to send it. */
  readonly invite: () => void;
}

/**
 * The whole body, or why not. Bytes past the limit are read and dropped, so that the caller gets to
 * hear why. Rejects when the caller goes away.
 */
export function readBody(
  req: IncomingMessage,
  { maxBytes, invite }: BodyReading,
): Promise<Result<Buffer, Refusal>> {
  const encoding = req.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    const message = `A request with content-encoding ${encoding} cannot be read: send it as plain JSON.`;
    return Promise.resolve(err({ code: 'unsupported_encoding', message }));
  }
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) {
    return Promise.resolve(tooLarge(maxBytes));
  }
  if (req.headers.expect !== undefined) invite();
  return collect(req, maxBytes);
}

function collect(req: IncomingMessage, maxBytes: number): Promise<Result<Buffer, Refusal>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
        chunks.length = 0;
        resolve(tooLarge(maxBytes));
      } else chunks.push(chunk);
    });
    req.on('end', () =>
      resolve(ok(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks))),
    );
    req.on('error', reject);
  });
}

function tooLarge(maxBytes: number): Result<never, Refusal> {
  return err({
    code: 'request_too_large',
    message: `The request is larger than ${maxBytes} bytes.`,
  });
}
