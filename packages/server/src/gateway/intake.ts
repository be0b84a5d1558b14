import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Clock, err, ok, type Result } from '../kernel/index.ts';
import type { AdmissionControl } from './admission/admit.ts';
import { planAndAdmit } from './admission/plan-and-admit.ts';
import type { Call } from './call.ts';
import { claimKey } from './idempotency/claim-key.ts';
import type { FirstUse, IdempotencyKeys } from './idempotency/idempotency-keys.ts';
import type { StoredAnswer } from './idempotency/kept-answer.ts';
import type { MatchedRoute } from './match-route.ts';
import type { CallRecorder } from './recorder.ts';
import { modelObjection } from './request/allowed-models.ts';
import { type Attribution, attribute } from './request/attribution.ts';
import type { AttributionRules } from './request/attribution-rules.ts';
import { authenticate, type GatewayKey, type KeyDirectory } from './request/authenticate.ts';
import { readOrigin } from './request/call-origin.ts';
import { forwardedHeaders } from './request/forwarded-headers.ts';
import { readOverrides } from './request/overrides.ts';
import { parseRequest } from './request/parse-request.ts';
import { readBody } from './request/read-body.ts';
import type { Refusal } from './response/refusal.ts';
import type { Responses } from './responses/responses.ts';
import type { InferenceRequest } from './routes/index.ts';
import type { Router } from './routing/router.ts';
import type { Plan } from './routing/run-call.ts';

export interface IntakeOptions {
  readonly keys: KeyDirectory;
  readonly admission: AdmissionControl;
  readonly router: Router;
  readonly clock: Clock;
  readonly maxRequestBytes: number;
  /** Longest time a call may take, all its attempts together; a caller may ask for less. */
  readonly totalTimeoutMs: number;
  readonly attribution: AttributionRules;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly recorder: CallRecorder;
  readonly responses: Responses;
  /** Aborted when no further call is let in. */
  readonly closing: AbortSignal;
}

/** A call that is let in, and where it goes. */
export interface LetIn {
  readonly call: Call;
  readonly plan: Plan;
}

/** A request at the door. */
export interface Arrival {
  readonly match: Extract<MatchedRoute, { kind: 'inference' }>;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Of the call it becomes. */
  readonly id: string;
}

type Taken = Result<LetIn | { readonly repeated: StoredAnswer }, Refusal>;

interface Asked extends Arrival {
  readonly key: GatewayKey;
  readonly request: InferenceRequest;
  readonly attribution: Attribution;
  readonly use: FirstUse | null;
}

const LONGEST_USER_AGENT = 256;
const CONTROL = /\p{Cc}/gu;

/**
 * From a request to a call with money set aside for it. Every reason to refuse comes here, before an
 * upstream is called; what was answered before is not called again.
 */
export class Intake {
  readonly #options: IntakeOptions;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  async take(arrival: Arrival): Promise<Taken> {
    const { match, req, res } = arrival;
    const known = authenticate(req.headers, this.#options.keys);
    const key = known instanceof Promise ? await known : known;
    if (!key.ok) return key;
    const body = await readBody(req, {
      maxBytes: this.#options.maxRequestBytes,
      invite: () => res.writeContinue(),
    });
    if (!body.ok) return body;
    const contentType = req.headers['content-type'] ?? 'application/json';
    const { route, modelInPath } = match;
    const parsed = parseRequest({ route, modelInPath, bytes: body.value, contentType });
    if (!parsed.ok) return parsed;
    const request = parsed.value;
    const objection = modelObjection(key.value, request.model);
    if (objection !== null) return err(objection);
    const attribution = this.#attribute(req, { key: key.value, request });
    if (!attribution.ok) return attribution;
    const claimed = claimKey(this.#options.idempotencyKeys, {
      headers: req.headers,
      apiKeyId: key.value.id,
      customer: attribution.value.customerExternalId,
      request,
    });
    if (!claimed.ok) return claimed;
    if ('repeated' in claimed.value) return ok(claimed.value);
    const { use } = claimed.value;
    const asked = { ...arrival, key: key.value, request, attribution: attribution.value, use };
    const letIn = this.#letIn(asked);
    const taken = letIn instanceof Promise ? await letIn : letIn;
    if (!taken.ok) use?.finish();
    return taken;
  }

  #attribute(
    { headers }: IncomingMessage,
    { key, request: { body } }: Pick<Asked, 'key' | 'request'>,
  ): Result<Attribution, Refusal> {
    const { attribution: rules, clock } = this.#options;
    return attribute({ headers, body, key, rules, now: clock.now() });
  }

  #letIn(asked: Asked): Result<LetIn, Refusal> | Promise<Result<LetIn, Refusal>> {
    const previous = this.#options.responses.previousOf(asked.key, asked.request);
    return previous instanceof Promise
      ? previous.then((account) => this.#admit(asked, account))
      : this.#admit(asked, previous);
  }

  /** `account`: the only one that can answer; see `planCall`. */
  #admit(
    asked: Asked,
    account: Result<string | null, Refusal>,
  ): Result<LetIn, Refusal> | Promise<Result<LetIn, Refusal>> {
    if (!account.ok) return account;
    const { key, request, attribution, req, res, id } = asked;
    const { totalTimeoutMs, clock, closing } = this.#options;
    const { headers } = req;
    const { body } = request;
    const startedAt = clock.now();
    const overrides = readOverrides(headers, request);
    if (!overrides.ok) return overrides;
    const { timeoutMs, streamTimeoutMs, fallbacks } = overrides.value;
    const forbidden = fallbacks?.map((name) => modelObjection(key, name)).find(isRefusal);
    if (forbidden !== undefined) return err(forbidden);
    const closed = this.#closedReason();
    if (closed !== null) return err(closed);
    const deadlineMs = clock.monotonicMs() + Math.min(timeoutMs ?? totalTimeoutMs, totalTimeoutMs);
    const { admission, router } = this.#options;
    const planned = planAndAdmit(
      { admission, router, clock, closing, res },
      {
        id,
        request,
        key,
        attribution,
        overrides: overrides.value,
        startedAt,
        deadlineMs,
        account: account.value,
      },
    );
    const letInOf = (result: Awaited<typeof planned>): Result<LetIn, Refusal> => {
      if (!result.ok) return result;
      const { plan, admitted } = result.value;
      // It may have waited for its turn, and much may have happened meanwhile.
      const closedSince = this.#closedReason();
      if (closedSince !== null) {
        admitted.admitted.release();
        return err(closedSince);
      }
      const call = {
        id,
        deadlineMs,
        streamTimeoutMs: streamTimeoutMs ?? Number.POSITIVE_INFINITY,
        startedAt: admitted.startedAt,
        request: admitted.request,
        admitted: admitted.admitted,
        unseenUsage: admitted.unseenUsage,
        limitHeaders: admitted.limitHeaders,
        attribution,
        apiKeyId: key.id,
        teamId: key.teamId,
        userId: key.userId,
        userAgent: userAgentOf(req),
        origin: readOrigin(headers, body),
        idempotency: asked.use,
        headers: forwardedHeaders(headers),
      };
      return ok({ call, plan });
    };
    return planned instanceof Promise ? planned.then(letInOf) : letInOf(planned);
  }

  #closedReason(): Refusal | null {
    if (this.#options.closing.aborted) {
      const message = 'This server is shutting down.';
      return { code: 'shutting_down', message, retryAfterSeconds: 1 };
    }
    if (this.#options.recorder.accepting) return null;
    const message =
      'Spend cannot be recorded right now, so no call is let through. Try again shortly.';
    return { code: 'record_unavailable', message, retryAfterSeconds: 5 };
  }
}

function isRefusal(objection: Refusal | null): objection is Refusal {
  return objection !== null;
}

function userAgentOf(req: IncomingMessage): string | null {
  const text = req.headers['user-agent'];
  if (text === undefined) return null;
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.replace(CONTROL, '').slice(0, LONGEST_USER_AGENT);
}
