import type { FastifyInstance } from 'fastify';
import type { HttpServerOptions } from './options.ts';

/** `live`: the process answers. `ready`: it can do its work; 503 takes it out of a load balancer. */
export function registerHealth(app: FastifyInstance, { readiness }: HttpServerOptions): void {
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    const { status, checks } = await readiness();
    return reply.code(status === 'not ready' ? 503 : 200).send({ status, checks });
  });
}
