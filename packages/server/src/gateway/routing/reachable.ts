import type { InferenceRequest } from '../routes/inference-route.ts';
import type { Deployment } from '../upstream/deployment.ts';
import { billable } from './billable.ts';
import type { Router } from './router.ts';
import type { Plan } from './run-call.ts';

/** Every deployment a call may come to in the end: those it starts with, and those of all fallbacks. */
export function reachable(
  router: Router,
  { request, plan, at }: { request: InferenceRequest; plan: Plan; at: Date },
): readonly Deployment[] {
  const { fallbacks, contextWindowFallbacks } = router.options;
  const { model } = request;
  const hasFallbacks =
    fallbacks[model] !== undefined || contextWindowFallbacks[model] !== undefined;
  if (plan.fallbacks === null && !hasFallbacks) return plan.candidates;
  const names = new Set([model]);
  for (const name of plan.fallbacks ?? []) names.add(name);
  for (const name of plan.fallbacks === null ? names : []) {
    for (const next of fallbacks[name] ?? []) names.add(next);
    for (const next of contextWindowFallbacks[name] ?? []) names.add(next);
  }
  names.delete(model);
  if (names.size === 0) return plan.candidates;
  const others = [...names].flatMap((name) => router.candidates(name, request.route.name));
  return [...plan.candidates, ...billable(others, at)];
}
