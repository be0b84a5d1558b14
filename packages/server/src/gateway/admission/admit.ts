import type { ServerResponse } from 'node:http';
import type {
  AdmissionRefusal,
  AdmittedCall,
  CallFacts,
  EarlierAdmission,
  Need,
  WaitingCaller,
} from '../../budgets/index.ts';
import { type Clock, err, ok, type Result } from '../../kernel/index.ts';
import { NO_USAGE, type Usage } from '../../pricing/index.ts';
import type { Attribution } from '../request/attribution.ts';
import type { GatewayKey } from '../request/authenticate.ts';
import type { Refusal } from '../response/refusal.ts';
import type { Headers } from '../response/send.ts';
import type { InferenceRequest } from '../routes/inference-route.ts';
import type { Deployment } from '../upstream/deployment.ts';
import { canCount, countInput } from './input-bound.ts';
import { limitHeaders } from './limit-headers.ts';
import { boundMedia } from './media-bound.ts';
import { type CallNeed, needOf } from './need.ts';
import { withOutputLimit } from './output-limit.ts';
import { refusalFor } from './refuse.ts';
import { unpricedPart } from './unpriced-part.ts';

/** Who lets calls in: `budgets`, handed in by the composition root. */
export interface AdmissionControl {
  admit(
    call: CallFacts,
    need: Need,
    caller: WaitingCaller,
  ): Result<AdmittedCall, AdmissionRefusal> | Promise<Result<AdmittedCall, AdmissionRefusal>>;
  /** Sets money aside for a call that an earlier process let in and did not see end. */
  resume(call: CallFacts, earlier: EarlierAdmission): AdmittedCall;
}

export interface Applicant {
  readonly id: string;
  readonly request: InferenceRequest;
  readonly key: GatewayKey;
  readonly attribution: Attribution;
  /** Every deployment it may come to. */
  readonly deployments: readonly Deployment[];
  readonly deadlineMs: number;
}

/** A call that was let in, as it goes on. */
export interface Admitted {
  readonly admitted: AdmittedCall;
  readonly startedAt: Date;
  /** With the limit of its answer written down, where the money asks for that. */
  readonly request: InferenceRequest;
  readonly unseenUsage: Usage | null;
  limitHeaders(): Headers;
}

/** A call's end is recorded some time after its deadline at the latest. */
const LEASE_MARGIN_MS = 120_000;
const LEAST_BYTES_TO_COUNT = 512;

export interface AdmissionContext {
  readonly admission: AdmissionControl;
  readonly clock: Clock;
  readonly res: ServerResponse;
  readonly closing: AbortSignal;
}

/**
 * Sets aside what a call can cost at most, in everything it counts for, or says why it is not let in:
 * at once, unless it has to wait.
 */
export function admitCall(
  { admission, clock, res, closing }: AdmissionContext,
  applicant: Applicant,
): Result<Admitted, Refusal> | Promise<Result<Admitted, Refusal>> {
  const { request, key, deployments, deadlineMs } = applicant;
  const showsBudgets = key.id === null || key.showsBudgets === true;
  const asked = { deployments, at: clock.now(), leaseUntilMs: deadlineMs + LEASE_MARGIN_MS };
  let bounds = needOf(request, asked);
  const tighten = async () => {
    bounds = needOf(request, { ...asked, input: await countInput(request) });
    return bounds.need;
  };
  const need = isCountable(applicant) ? { ...bounds.need, tighten } : bounds.need;
  const admittedOf = (
    answer: Result<AdmittedCall, AdmissionRefusal>,
  ): Result<Admitted, Refusal> => {
    if (!answer.ok) return err(refusalFor(answer.error, { now: clock.now(), showsBudgets }));
    const admitted = answer.value;
    const unpriced = admitted.isCapped ? unpricedPart(request, asked) : null;
    if (unpriced !== null) {
      admitted.release();
      return err(partNotPriced(request, unpriced));
    }
    const written = limitToWrite(admitted, bounds);
    return ok({
      admitted,
      startedAt: admitted.admittedAt,
      request:
        written === null || bounds.limit === null
          ? request
          : withOutputLimit(request, bounds.limit, written),
      unseenUsage: admitted.isCapped ? unseenUsage(request, admitted, bounds) : null,
      limitHeaders: () => limitHeaders(admitted, { writtenLimit: written, showsBudgets }),
    });
  };
  const answer = admission.admit(factsOf(applicant), need, callerOf({ res, closing }, deadlineMs));
  return answer instanceof Promise ? answer.then(admittedOf) : admittedOf(answer);
}

/** As a model without a price is. */
function partNotPriced({ model }: InferenceRequest, part: string): Refusal {
  const message = `The model "${model}" has no price for ${part}, so a budget could not pay for it. Give it one, or set unpriced: flag.`;
  return { code: 'model_not_priced', message };
}

/** Counting a short request would gain next to nothing. */
function isCountable({ request, deployments }: Applicant): boolean {
  if (request.bytes.length < LEAST_BYTES_TO_COUNT || request.route.encoding !== 'json')
    return false;
  return deployments.every(({ upstreamModel }) => canCount(upstreamModel));
}

/** Null where the answer is as long as was asked for, or as the model makes it. */
function limitToWrite(
  { outputTokens, isCapped }: AdmittedCall,
  { need, isBoundByModel }: CallNeed,
): number | null {
  if (!isCapped) return null;
  return outputTokens < need.outputTokens || !isBoundByModel ? outputTokens : null;
}

/** All that was set aside for: of a call whose end nobody saw, no more can be said. */
function unseenUsage(
  request: InferenceRequest,
  { outputTokens }: AdmittedCall,
  { inputTokens, limit }: CallNeed,
): Usage {
  const { fixedOutputTokens, units } = boundMedia(request);
  return {
    ...NO_USAGE,
    inputTokens,
    outputTokens: outputTokens * (limit?.choices ?? 1) + fixedOutputTokens,
    ...(Object.keys(units).length === 0 ? {} : { units }),
  };
}

function factsOf({ id, request, key, attribution, deployments }: Applicant): CallFacts {
  const [first] = deployments;
  const isOne = deployments.every(({ provider }) => provider === first?.provider);
  return {
    id,
    teamId: key.teamId,
    userId: key.userId,
    apiKeyId: key.id,
    customer: attribution.customerExternalId,
    tags: attribution.tags,
    model: request.model,
    providers:
      isOne && first !== undefined
        ? [first.provider]
        : [...new Set(deployments.map(({ provider }) => provider))],
  };
}

/** Who waits is told at once when the server stops. */
function callerOf(
  { res, closing }: { res: ServerResponse; closing: AbortSignal },
  deadlineMs: number,
): WaitingCaller {
  return {
    deadlineMs,
    isGone: () => res.destroyed || closing.aborted,
    onGone: (listener) => {
      res.once('close', listener);
      closing.addEventListener('abort', listener, { once: true });
      return () => {
        res.off('close', listener);
        closing.removeEventListener('abort', listener);
      };
    },
  };
}
