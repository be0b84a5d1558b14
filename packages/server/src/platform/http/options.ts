import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Result } from '../../kernel/index.ts';
import type { Authentication, Permission, Principal } from '../access/index.ts';

/** Takes whole paths away from the rest of the server, before any framework sees them. */
export interface PathHandler {
  claims(pathname: string): boolean;
  handle(request: IncomingMessage, response: ServerResponse): void;
}

export interface DownloadFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly body: Readable;
}

export interface DownloadRefusal {
  readonly code: 'BAD_USER_INPUT' | 'BUSY' | 'NOT_FOUND';
  readonly message: string;
}

/** A file made on request: `GET path?query`. */
export interface Download {
  readonly path: string;
  /** Over however much: the file holds what is within the caller's reach. */
  readonly permission: Permission;
  /** What may narrow the file: anything else is refused, as it was meant to. Left out where nothing does. */
  readonly parameters?: readonly string[];
  /** Whom a query with a `signature` makes of its sender; null when it does not hold. */
  readonly byLink?: (query: URLSearchParams) => Promise<Principal | null>;
  open(
    query: URLSearchParams,
    principal: Principal,
  ): Promise<Result<DownloadFile, DownloadRefusal>>;
}

export interface Readiness {
  /** `degraded`: the work goes on, but something is wrong that will not last. */
  readonly status: 'ready' | 'degraded' | 'not ready';
  /** Shown to whoever asks: no secrets, no addresses. */
  readonly checks: Readonly<Record<string, unknown>>;
}

export interface HttpServerOptions {
  readonly gateway: PathHandler;
  /** Serves `/graphql`. */
  readonly graphql: (app: FastifyInstance) => Promise<void>;
  /** Further routes, such as those of a login elsewhere. */
  readonly routes?: readonly ((app: FastifyInstance) => Promise<void>)[];
  readonly downloads: readonly Download[];
  readonly authenticate: (credentials: {
    authorization: string | undefined;
    sessionToken: string | undefined;
  }) => Promise<Authentication>;
  readonly sessionCookie: string;
  readonly readiness: () => Promise<Readiness>;
  /** The built dashboard; a folder that is not there is answered with 404. */
  readonly dashboardDir: string;
  /** Believe X-Forwarded-For and -Proto: only behind a proxy that sets them. */
  readonly trustProxy?: boolean;
  readonly onError: (error: unknown, facts: { requestId: string }) => void;
}
