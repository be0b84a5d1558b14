import { ok, type Result } from '../../kernel/index.ts';
import type { Attribution } from '../request/attribution.ts';
import type { GatewayKey } from '../request/authenticate.ts';
import type { Overrides } from '../request/overrides.ts';
import type { Refusal } from '../response/refusal.ts';
import type { InferenceRequest } from '../routes/index.ts';
import { planCall } from '../routing/plan-call.ts';
import { reachable } from '../routing/reachable.ts';
import type { Router } from '../routing/router.ts';
import type { Plan } from '../routing/run-call.ts';
import { type AdmissionContext, type Admitted, admitCall } from './admit.ts';

export interface PlanningContext extends AdmissionContext {
  readonly router: Router;
}

export interface PlannableCall {
  readonly id: string;
  readonly request: InferenceRequest;
  readonly key: GatewayKey;
  readonly attribution: Attribution;
  readonly overrides: Overrides;
  readonly startedAt: Date;
  readonly deadlineMs: number;
  /** See `planCall`. */
  readonly account: string | null;
}

export interface PlannedCall {
  readonly plan: Plan;
  readonly admitted: Admitted;
}

type Planned = Result<PlannedCall, Refusal>;

/**
 * Where a call may go, and the money set aside for it: at the model it asks for, or where a budget does
 * not pay for that, at one of its fallbacks, as if that had been asked for. When none is paid for, what
 * is refused is the model asked for. At once, unless the call has to wait.
 */
export function planAndAdmit(
  context: PlanningContext,
  call: PlannableCall,
): Planned | Promise<Planned> {
  const first = tryModel(context, call);
  if (first instanceof Promise) return first.then((planned) => orElsewhere(planned, context, call));
  return orElsewhere(first, context, call);
}

function orElsewhere(
  first: Planned,
  context: PlanningContext,
  call: PlannableCall,
): Planned | Promise<Planned> {
  if (first.ok || first.error.code !== 'insufficient_quota') return first;
  return tryFallbacks(first, context, call);
}

async function tryFallbacks(
  first: Planned,
  context: PlanningContext,
  call: PlannableCall,
): Promise<Planned> {
  for (const model of budgetFallbacks(context.router, call)) {
    if (context.res.destroyed) return first;
    const other = await tryModel(context, { ...call, request: { ...call.request, model } });
    if (other.ok) return ok(toldOf(model, other.value));
  }
  return first;
}

/** The caller's own fallbacks stand for all of the operator's. */
function budgetFallbacks(
  router: Router,
  { request: { model }, overrides }: PlannableCall,
): readonly string[] {
  const names = overrides.fallbacks ?? router.budgetFallbacksOf(model);
  return names.filter((name) => name !== model);
}

function tryModel(context: PlanningContext, call: PlannableCall): Planned | Promise<Planned> {
  const { router } = context;
  const plan = planCall(router, call);
  if (!plan.ok) return plan;
  const { id, request, key, attribution, startedAt, deadlineMs } = call;
  const deployments = reachable(router, { request, plan: plan.value, at: startedAt });
  const applicant = { id, request, key, attribution, deadlineMs, deployments };
  const admitted = admitCall(context, applicant);
  const withPlan = (result: Result<Admitted, Refusal>): Planned =>
    result.ok ? ok({ plan: plan.value, admitted: result.value }) : result;
  return admitted instanceof Promise ? admitted.then(withPlan) : withPlan(admitted);
}

/** The caller asked for another model, and is told. */
function toldOf(model: string, { plan, admitted }: PlannedCall): PlannedCall {
  const told = { 'x-tollgate-budget-fallback': encodeURI(model.toWellFormed()) };
  const limitHeaders = () => ({ ...admitted.limitHeaders(), ...told });
  return { plan, admitted: { ...admitted, limitHeaders } };
}
