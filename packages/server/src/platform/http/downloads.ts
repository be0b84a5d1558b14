import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { err, ok, type Result } from '../../kernel/index.ts';
import { type Principal, reachOf } from '../access/index.ts';
import type { Download, DownloadRefusal, HttpServerOptions } from './options.ts';

/** A reader that takes nothing for this long is cut off: it holds a database connection. */
const STALLED_MS = 60_000;
const RETRY_AFTER_SECONDS = 5;
const STATUS = { BAD_USER_INPUT: 400, BUSY: 503, NOT_FOUND: 404 } as const;

export function registerDownloads(app: FastifyInstance, options: HttpServerOptions): void {
  for (const download of options.downloads) {
    // HEAD would make the whole file only to throw it away.
    app.get(download.path, { exposeHeadRoute: false }, async (request, reply) => {
      const query = new URLSearchParams(request.url.split('?')[1] ?? '');
      const caller = await identify(options, download, { request, query });
      if (!caller.ok) return reply.code(caller.error.status).send({ error: caller.error.body });
      return send(download, caller.value, { query, reply });
    });
  }
}

async function identify(
  { authenticate, sessionCookie }: HttpServerOptions,
  { permission, byLink }: Download,
  { request, query }: { request: FastifyRequest; query: URLSearchParams },
): Promise<Result<Principal, { status: number; body: { code: string; message: string } }>> {
  if (byLink !== undefined && query.has('signature')) {
    const holder = await byLink(query);
    const body = { code: 'UNAUTHENTICATED', message: 'This link is not valid, or not any more' };
    return holder === null ? err({ status: 401, body }) : ok(holder);
  }
  const authentication = await authenticate({
    authorization: request.headers.authorization,
    sessionToken: request.cookies[sessionCookie],
  });
  if (authentication.principal === null) {
    const body = { code: 'UNAUTHENTICATED', message: authentication.reason };
    return err({ status: 401, body });
  }
  const { principal } = authentication;
  if (reachOf(principal, permission) !== null) return ok(principal);
  return err({ status: 403, body: { code: 'FORBIDDEN', message: 'You may not do this' } });
}

async function send(
  download: Download,
  principal: Principal,
  { query, reply }: { query: URLSearchParams; reply: FastifyReply },
) {
  const unknown = unknownIn(query, download.parameters);
  const opened = unknown === null ? await download.open(query, principal) : err(unknown);
  if (!opened.ok) {
    const { code } = opened.error;
    if (code === 'BUSY') reply.header('retry-after', RETRY_AFTER_SECONDS);
    return reply.code(STATUS[code]).send({ error: opened.error });
  }
  const { fileName, contentType, body } = opened.value;
  reply.raw.setTimeout(STALLED_MS, () => body.destroy());
  return reply
    .header('content-type', contentType)
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .send(body);
}

const LONGEST_SHOWN = 100;

function unknownIn(
  query: URLSearchParams,
  known: readonly string[] | undefined,
): DownloadRefusal | null {
  const name = known && [...query.keys()].find((each) => !known.includes(each));
  if (name === undefined) return null;
  const message = `There is no parameter "${name.slice(0, LONGEST_SHOWN)}" here; there are ${known?.join(', ')}`;
  return { code: 'BAD_USER_INPUT', message };
}
