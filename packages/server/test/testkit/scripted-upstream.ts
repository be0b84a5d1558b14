import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** One request as it came over the wire. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the upstream does with the next request; it writes raw bytes, so that nothing is too odd to script. */
export type Script = (connection: Connection, request: SeenRequest) => Promise<void> | void;

/** The upstream's end of one connection. */
export interface Connection {
  readonly socket: Socket;
  write(bytes: string | Buffer): Promise<void>;
  /** Resolves when the gateway has closed or broken the connection. */
  untilClosed(): Promise<void>;
  /** Breaks the connection off; what was written before still arrives. */
  hangUp(): void;
  /** Breaks the connection off with a reset, which may overtake what was written before. */
  reset(): void;
}

export interface ScriptedUpstream {
  readonly baseUrl: string;
  readonly seen: SeenRequest[];
  /** Adds scripts for the next requests, in order. The last one stays for all that follow. */
  will(...scripts: Script[]): void;
  stop(): Promise<void>;
}

/** A provider on a real socket that does exactly what the test says, byte for byte. */
export async function startScriptedUpstream(): Promise<ScriptedUpstream> {
  const seen: SeenRequest[] = [];
  const scripts: Script[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    serve(socket, async (request) => {
      seen.push(request);
      const script = scripts.length > 1 ? scripts.shift() : scripts[0];
      await script?.(connectionOf(socket), request);
    });
  });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    seen,
    will: (...next) => {
      scripts.splice(0, scripts.length, ...next);
    },
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}

function connectionOf(socket: Socket): Connection {
  return {
    socket,
    write: (bytes) =>
      new Promise((resolve) => {
        socket.write(bytes, () => resolve());
      }),
    untilClosed: () =>
      new Promise((resolve) => {
        if (socket.destroyed) resolve();
        else socket.once('close', () => resolve());
      }),
    hangUp: () => void socket.end(),
    reset: () => socket.resetAndDestroy(),
  };
}

/** Reads requests with a content-length off a connection, one after another. */
function serve(socket: Socket, onRequest: (request: SeenRequest) => Promise<void>): void {
  let bytes = Buffer.alloc(0);
  let answered: Promise<void> = Promise.resolve();
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk as Buffer]);
    for (let parsed = parseRequest(bytes); parsed !== null; parsed = parseRequest(bytes)) {
      const { request, length } = parsed;
      bytes = bytes.subarray(length);
      answered = answered.then(() => onRequest(request));
    }
  });
}

function parseRequest(bytes: Buffer): { request: SeenRequest; length: number } | null {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const [start = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const length = headEnd + 4 + Number(headers['content-length'] ?? 0);
  if (bytes.length < length) return null;
  const [method = '', path = ''] = start.split(' ');
  return {
    request: { method, path, headers, body: bytes.toString('utf8', headEnd + 4, length) },
    length,
  };
}

/** Answers with a whole body. */
export function whole(status: number, body: unknown, headers: Record<string, string> = {}): Script {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const extra = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return ({ write }) =>
    write(
      `HTTP/1.1 ${status} Scripted\r\ncontent-type: application/json\r\n${extra.join('')}content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
    );
}

/** Begins a stream of events without a known length. */
export const STREAM_HEAD =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';

/** One chunk of a chunked body. */
export function chunk(bytes: string | Buffer): Buffer {
  const data = Buffer.from(bytes);
  return Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n')]);
}

export const LAST_CHUNK = '0\r\n\r\n';

/** Streams the pieces as they are and ends. */
export function stream(...pieces: readonly (string | Buffer)[]): Script {
  return async ({ write }) => {
    await write(STREAM_HEAD);
    for (const piece of pieces) await write(chunk(piece));
    await write(LAST_CHUNK);
  };
}
