import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { HttpServerOptions } from './options.ts';

const PREFIX = '/ui/';
const HASHED_ASSET = /[/\\]assets[/\\]/;

/** The dashboard at `/ui/`: its files, and its page for every path that is the page's own business. */
export function registerDashboard(app: FastifyInstance, { dashboardDir }: HttpServerOptions): void {
  const isBuilt = existsSync(join(dashboardDir, 'index.html'));
  if (isBuilt) {
    app.register(fastifyStatic, {
      root: dashboardDir,
      // Left to itself it refuses every path with a backslash in it: a customer may be called a\b.
      serve: false,
      cacheControl: false,
      setHeaders: (response, path) => void response.header('cache-control', cachingOf(path)),
    });
    app.get<{ Params: { '*': string } }>(`${PREFIX}*`, (request, reply) =>
      reply.sendFile(isFile(request) ? request.params['*'] : 'index.html'),
    );
  }
  app.get('/', (_request, reply) => reply.redirect(PREFIX));
  app.get('/ui', (_request, reply) => reply.redirect(PREFIX));
  app.setNotFoundHandler((request, reply) => {
    const message = isDashboardPath(request) && !isBuilt ? NOT_BUILT : 'There is nothing here';
    return reply.code(404).send({ error: { code: 'NOT_FOUND', message } });
  });
}

const NOT_BUILT = 'The dashboard is not built; run the build of packages/web';

function cachingOf(path: string): string {
  return HASHED_ASSET.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
}

function isDashboardPath({ method, url }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && url.startsWith(PREFIX);
}

/**
 * Files stand at the root of the dashboard or under `assets/`; every other path is the page's, whatever
 * it contains (a customer may be called jane@acme.com). A missing file must not be answered with HTML.
 */
function isFile({ url }: FastifyRequest): boolean {
  const path = (url.split('?')[0] ?? '').slice(PREFIX.length);
  return path.startsWith('assets/') || (!path.includes('/') && path.includes('.'));
}
