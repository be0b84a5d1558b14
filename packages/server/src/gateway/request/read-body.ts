import type { IncomingMessage } from 'node:http';
import { err, ok, type Result } from '../../kernel/index.ts';
import type { Refusal } from '../response/refusal.ts';

/** The whole body, or why not. Bytes past the limit are never kept. Rejects when the caller goes away. */
export function readBody(req: IncomingMessage, maxBytes: number): Promise<Result<Buffer, Refusal>> {
  const encoding = req.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    const message = `A request with content-encoding ${encoding} cannot be read: send it as plain JSON.`;
    return Promise.resolve(err({ code: 'unsupported_encoding', message }));
  }
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) {
    return Promise.resolve(tooLarge(maxBytes));
  }
  return collect(req, maxBytes);
}

function collect(req: IncomingMessage, maxBytes: number): Promise<Result<Buffer, Refusal>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
        req.pause();
        resolve(tooLarge(maxBytes));
      } else chunks.push(chunk);
    });
    req.on('end', () =>
      resolve(ok(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks))),
    );
    req.on('error', reject);
    req.on('aborted', () => reject(new Error('the caller went away')));
  });
}

function tooLarge(maxBytes: number): Result<never, Refusal> {
  return err({
    code: 'request_too_large',
    message: `The request is larger than ${maxBytes} bytes.`,
  });
}
