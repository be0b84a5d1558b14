import type { FastifyError, FastifyInstance } from 'fastify';
import type { HttpServerOptions } from './options.ts';

/** What goes wrong outside GraphQL is told as `{ error: { code, message, requestId? } }`. */
export function registerErrors(app: FastifyInstance, { onError }: HttpServerOptions): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) {
      return reply.code(status).send({ error: { code: 'BAD_REQUEST', message: error.message } });
    }
    onError(error, { requestId: request.id });
    // A file that failed before its first byte has the headers of a file by now.
    return reply
      .code(500)
      .removeHeader('content-disposition')
      .type('application/json')
      .send({ error: { code: 'INTERNAL', message: 'Internal error', requestId: request.id } });
  });
}
