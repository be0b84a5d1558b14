import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A caller that writes raw bytes, and reads only when told to. */
export interface RawCaller {
  readonly socket: Socket;
  send(bytes: string): void;
  /** All that came, once it holds this text. */
  until(text: string): Promise<string>;
  /** All that came, once the gateway has closed the connection. */
  untilClosed(): Promise<string>;
  stopReading(): void;
}

export async function rawCaller(url: string): Promise<RawCaller> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  onTestFinished(() => void socket.destroy());
  let received = '';
  let closed = false;
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    socket.emit('heard');
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    closed = true;
    socket.emit('heard');
  });
  return {
    socket,
    send: (bytes) => void socket.write(bytes),
    async until(text) {
      while (!received.includes(text)) {
        if (closed) throw new Error(`closed after: ${received}`);
        await once(socket, 'heard');
      }
      return received;
    },
    async untilClosed() {
      while (!closed) await once(socket, 'heard');
      return received;
    },
    stopReading: () => void socket.pause(),
  };
}

/** A call as it stands on the wire. */
export function rawPost(path: string, body: string, headers: readonly string[] = []): string {
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: gateway',
    'authorization: Bearer sk-test',
    `content-length: ${Buffer.byteLength(body)}`,
    ...headers,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
