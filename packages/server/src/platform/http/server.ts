import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import fastifyCookie from '@fastify/cookie';
import Fastify, { type FastifyInstance } from 'fastify';
import { OperatorError } from '../../kernel/index.ts';
import { registerDashboard } from './dashboard.ts';
import { registerDownloads } from './downloads.ts';
import { registerErrors } from './errors.ts';
import { registerHealth } from './health.ts';
import type { HttpServerOptions, PathHandler } from './options.ts';
import { registerSecurityHeaders } from './security-headers.ts';

const KEEP_ALIVE_MS = 65_000;
const SWEEP_MS = 100;

export interface HttpServer {
  /** The port that was bound, which says more than the one asked for when that was 0. */
  listen(address: { host: string; port: number }): Promise<number>;
  /** Stops accepting, lets calls in flight finish, and cuts off what is left after `graceMs`. */
  close(graceMs?: number): Promise<void>;
}

/** One port for everything: the gateway takes the paths it claims, Fastify answers the rest. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS });
  const sockets = trackSockets(server);
  const app = createApp(options, server);
  await app.ready();
  return {
    listen: (address) => listen(server, address),
    close: (graceMs = 10_000) => close({ app, server, sockets, graceMs }),
  };
}

function createApp(options: HttpServerOptions, server: Server): FastifyInstance {
  const app = Fastify({
    logger: false,
    genReqId: () => randomUUID(),
    trustProxy: options.trustProxy ?? false,
    serverFactory: (fastify) =>
      server
        .on('request', (request, response) => {
          if (claims(options.gateway, request.url)) options.gateway.handle(request, response);
          else fastify(request, response);
        })
        // The gateway looks at the head of a request before it asks for its body.
        .on('checkContinue', (request, response) => {
          if (!claims(options.gateway, request.url)) response.writeContinue();
          server.emit('request', request, response);
        }),
  });
  registerErrors(app, options);
  registerSecurityHeaders(app);
  app.register(fastifyCookie);
  app.register(options.graphql);
  for (const routes of options.routes ?? []) app.register(routes);
  registerHealth(app, options);
  registerDownloads(app, options);
  registerDashboard(app, options);
  return app;
}

function claims(gateway: PathHandler, url = '/'): boolean {
  const end = url.indexOf('?');
  return gateway.claims(end === -1 ? url : url.slice(0, end));
}

function trackSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, port)));
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  const message = {
    EADDRINUSE: `Port ${port} is already in use; set TOLLGATE_PORT to another one`,
    EACCES: `Port ${port} needs more rights; set TOLLGATE_PORT to one above 1023`,
  }[error.code ?? ''];
  return message === undefined ? error : new OperatorError(message, { cause: error });
}

/** Upgraded sockets are no longer among the server's connections, so they are cut by hand. */
async function close(running: {
  app: FastifyInstance;
  server: Server;
  sockets: ReadonlySet<Socket>;
  graceMs: number;
}): Promise<void> {
  const { app, server, sockets, graceMs } = running;
  const drained = new Promise<void>((resolve) => server.close(() => resolve()));
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const cut = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, graceMs);
  try {
    await Promise.all([app.close(), drained]);
  } finally {
    clearInterval(sweep);
    clearTimeout(cut);
  }
}
