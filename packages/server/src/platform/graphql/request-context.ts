import { randomUUID } from 'node:crypto';
import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CookieJar, GraphqlContext } from './context.ts';
import { Loaders } from './loaders.ts';
import type { GraphqlServerOptions } from './options.ts';

const LONGEST_USER_AGENT = 256;

/**
 * Who is asking, and the loaders of one operation. `reply` is absent where no cookie can be set;
 * `authorization` stands in for the header, which a browser cannot set on a socket.
 */
export async function createContext(
  options: GraphqlServerOptions,
  request: FastifyRequest,
  { reply, authorization }: { reply?: FastifyReply; authorization?: string | undefined } = {},
): Promise<GraphqlContext> {
  const cookies = createCookieJar(options, request, reply);
  const bearer = authorization ?? request.headers.authorization;
  const authenticate = () =>
    options.authenticate({
      authorization: bearer,
      sessionToken: cookies.get(options.sessionCookie),
    });
  return {
    requestId: newRequestId(),
    clientAddress: request.ip,
    userAgent: request.headers['user-agent']?.toWellFormed().slice(0, LONGEST_USER_AGENT) ?? null,
    cookies,
    isBearer: bearer !== undefined,
    authenticate,
    authentication: await authenticate(),
    loaders: new Loaders(),
    resolver: (of) => findInstance(options.resolvers, of),
  };
}

export function newRequestId(): string {
  return randomUUID();
}

function createCookieJar(
  { secureCookies }: GraphqlServerOptions,
  request: FastifyRequest,
  reply: FastifyReply | undefined,
): CookieJar {
  const attributes = {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: secureCookies,
  } as const;
  return {
    get: (name) => request.cookies[name],
    set: (name, value, maxAge) => void reply?.setCookie(name, value, { ...attributes, maxAge }),
    clear: (name) => void reply?.clearCookie(name, attributes),
  };
}

function findInstance<T>(instances: readonly object[], of: new (...args: never[]) => T): T {
  const found = instances.find((instance) => instance instanceof of);
  if (found === undefined) throw new Error(`Bug: ${of.name} is not wired`);
  return found as T;
}
