import { crc32 } from 'node:zlib';

/** One message of AWS's binary event stream encoding (`application/vnd.amazon.eventstream`). */
export function awsEvent(type: string, payload: object, kind = 'event'): Buffer {
  const headers = Buffer.concat(
    Object.entries({
      [kind === 'event' ? ':event-type' : ':exception-type']: type,
      ':content-type': 'application/json',
      ':message-type': kind,
    }).map(([name, value]) => textHeader(name, value)),
  );
  const body = Buffer.from(JSON.stringify(payload));
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(12 + headers.length + body.length + 4, 0);
  prelude.writeUInt32BE(headers.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const message = Buffer.concat([prelude, headers, body]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(message));
  return Buffer.concat([message, checksum]);
}

const TEXT = 7;

function textHeader(name: string, value: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(Buffer.byteLength(value));
  return Buffer.concat([
    Buffer.of(Buffer.byteLength(name)),
    Buffer.from(name),
    Buffer.of(TEXT),
    length,
    Buffer.from(value),
  ]);
}
