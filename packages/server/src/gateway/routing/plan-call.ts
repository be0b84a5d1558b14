import { err, ok, type Result } from '../../kernel/index.ts';
import type { Overrides } from '../request/overrides.ts';
import type { Refusal } from '../response/refusal.ts';
import type { InferenceRequest } from '../routes/inference-route.ts';
import { billable } from './billable.ts';
import type { Router } from './router.ts';
import type { Plan } from './run-call.ts';

/** Which deployments to try and how often, or why the call cannot be made at all. */
export function planCall(
  router: Router,
  call: {
    request: InferenceRequest;
    overrides: Overrides;
    startedAt: Date;
    /** The only one that can answer, since it keeps what the call goes on from; null: any. */
    account: string | null;
  },
): Result<Plan, Refusal> {
  const { model, route } = call.request;
  if (!router.names.has(model)) {
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
  const { account } = call;
  const keeping = candidates.filter((each) => account === null || each.account === account);
  if (keeping.length === 0) {
    const message = `The response to go on from is not kept where "${model}" is.`;
    return err({ code: 'previous_response_not_found', message, param: 'previous_response_id' });
  }
  const retries = call.overrides.retries ?? router.options.retries;
  const fallbacks = account === null ? call.overrides.fallbacks : [];
  return ok({ candidates: keeping, retries, fallbacks });
}
