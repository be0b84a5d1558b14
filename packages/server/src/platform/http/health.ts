import type { FastifyInstance } from 'fastify';
import type { HttpServerOptions } from './options.ts';

/** Where LiteLLM's probes ask as well. */
const LIVE = ['/health/live', '/health/liveness', '/health/liveliness'];
const READY = ['/health/ready', '/health/readiness'];

/** `live`: the process answers. `ready`: it can do its work; 503 takes it out of a load balancer. */
export function registerHealth(app: FastifyInstance, { readiness }: HttpServerOptions): void {
  for (const path of LIVE) app.get(path, async () => ({ status: 'ok' }));
  for (const path of READY) {
    app.get(path, async (_request, reply) => {
      const { status, checks } = await readiness();
      return reply.code(status === 'not ready' ? 503 : 200).send({ status, checks });
    });
  }
}
