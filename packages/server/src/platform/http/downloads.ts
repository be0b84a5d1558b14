import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Download, HttpServerOptions } from './options.ts';

/** A reader that takes nothing for this long is cut off: it holds a database connection. */
const STALLED_MS = 60_000;
const RETRY_AFTER_SECONDS = 5;

export function registerDownloads(app: FastifyInstance, options: HttpServerOptions): void {
  for (const download of options.downloads) {
    // HEAD would make the whole file only to throw it away.
    app.get(download.path, { exposeHeadRoute: false }, async (request, reply) => {
      const refused = await refuse(options, download, request);
      if (refused !== null) return reply.code(refused.status).send({ error: refused.error });
      return send(download, request, reply);
    });
  }
}

async function refuse(
  { authenticate, sessionCookie }: HttpServerOptions,
  { permission }: Download,
  request: FastifyRequest,
) {
  const authentication = await authenticate({
    authorization: request.headers.authorization,
    sessionToken: request.cookies[sessionCookie],
  });
  if (authentication.principal === null) {
    return { status: 401, error: { code: 'UNAUTHENTICATED', message: authentication.reason } };
  }
  if (authentication.principal.permissions.has(permission)) return null;
  return { status: 403, error: { code: 'FORBIDDEN', message: 'You may not do this' } };
}

async function send(download: Download, request: FastifyRequest, reply: FastifyReply) {
  const opened = await download.open(new URLSearchParams(request.url.split('?')[1] ?? ''));
  if (!opened.ok) {
    const busy = opened.error.code === 'BUSY';
    if (busy) reply.header('retry-after', RETRY_AFTER_SECONDS);
    return reply.code(busy ? 503 : 400).send({ error: opened.error });
  }
  const { fileName, contentType, body } = opened.value;
  reply.raw.setTimeout(STALLED_MS, () => body.destroy());
  return reply
    .header('content-type', contentType)
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .send(body);
}
