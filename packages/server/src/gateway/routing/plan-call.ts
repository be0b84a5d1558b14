import type { IncomingHttpHeaders } from 'node:http';
import { err, ok, type Result } from '../../kernel/index.ts';
import type { Refusal } from '../response/refusal.ts';
import type { InferenceRequest } from '../routes/inference-route.ts';
import { billable } from './billable.ts';
import type { Router } from './router.ts';
import type { Plan } from './run-call.ts';

const MOST_RETRIES = 10;
const RETRY_HEADERS = ['x-tollgate-num-retries', 'x-litellm-num-retries'];

/** Which deployments to try and how often, or why the call cannot be made at all. */
export function planCall(
  router: Router,
  call: { request: InferenceRequest; headers: IncomingHttpHeaders; startedAt: Date },
): Result<Plan, Refusal> {
  const { model, route } = call.request;
  if (!router.has(model)) {
    const message = `The model "${model.slice(0, 200)}" does not exist here. GET /v1/models lists those that do.`;
    return err({ code: 'model_not_found', message, param: 'model' });
  }
  const able = router.candidates(model, route.name);
  if (able.length === 0) {
    const message = `The provider of "${model}" does not offer ${route.path}.`;
    return err({ code: 'route_not_supported', message, param: 'model' });
  }
  const candidates = billable(able, call.startedAt);
  if (candidates.length === 0) {
    const message = `The model "${model}" has no price, so a call to it could not be billed. Give it one in config.yaml, or set unpriced: flag.`;
    return err({ code: 'model_not_priced', message, param: 'model' });
  }
  return ok({ candidates, retries: retriesWanted(call.headers) ?? router.options.retries });
}

function retriesWanted(headers: IncomingHttpHeaders): number | null {
  const text = RETRY_HEADERS.map((name) => headers[name]).find((value) => value !== undefined);
  if (typeof text !== 'string' || !/^\d+$/.test(text)) return null;
  return Math.min(Number(text), MOST_RETRIES);
}
