import { randomUUIDv7 } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../kernel/index.ts';
import type { Journal } from '../platform/journal/index.ts';
import type { AdmissionControl } from './admission/admit.ts';
import { type HealthCheckOptions, HealthChecks } from './health/health-checks.ts';
import { type ProbeResult, probe } from './health/probe.ts';
import { IdempotencyKeys, type IdempotencyOptions } from './idempotency/idempotency-keys.ts';
import { Intake } from './intake.ts';
import { findRoute, type MatchedRoute } from './match-route.ts';
import { CallRecorder } from './recorder.ts';
import { mayUse } from './request/allowed-models.ts';
import type { AttributionRules } from './request/attribution-rules.ts';
import { authenticate, type GatewayKey, type KeyDirectory } from './request/authenticate.ts';
import { callHeaders } from './response/headers.ts';
import type { Refusal } from './response/refusal.ts';
import { sendAgain, sendBody, sendJson, sendRefusal } from './response/send.ts';
import { readLeftOpen } from './responses/left-open.ts';
import { Responses, type ResponsesOptions } from './responses/responses.ts';
import type { HealthFacts } from './routing/deployment-health.ts';
import type { ModelNames } from './routing/model-names.ts';
import type { Router } from './routing/router.ts';
import { type RunContext, runCall } from './routing/run-call.ts';
import { type ConfiguredDeployment, isPattern } from './upstream/deployment.ts';
import type { UpstreamPools } from './upstream/pools.ts';

export interface GatewayOptions {
  readonly keys: KeyDirectory;
  readonly admission: AdmissionControl;
  readonly router: Router;
  readonly pools: UpstreamPools;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly maxRequestBytes: number;
  /** Longest time a call may take, all its attempts together; a caller may ask for less. */
  readonly totalTimeoutMs: number;
  readonly attribution: AttributionRules;
  readonly idempotency: IdempotencyOptions;
  readonly healthChecks: HealthCheckOptions;
  readonly responses: ResponsesOptions;
  readonly onBug: (fault: unknown) => void;
}

const METHODS = { inference: ['POST'], models: ['GET', 'HEAD'], model: ['GET', 'HEAD'] };
const RESPONSE_METHODS = { '': ['GET', 'DELETE'], '/cancel': ['POST'], '/input_items': ['GET'] };
/** Calls that were broken off only have to be recorded. */
const LAST_RECORDS_MS = 5_000;

/** The OpenAI-compatible side of Tollgate: one straight line from request to recorded, answered call. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #recorder: CallRecorder;
  readonly #responses: Responses;
  readonly #runContext: RunContext;
  readonly #healthChecks: HealthChecks;
  readonly #intake: Intake;
  #underWay = 0;
  readonly #closing = new AbortController();
  #onIdle: (() => void) | null = null;

  constructor(options: GatewayOptions) {
    this.#options = options;
    // Every call that waits for its turn listens.
    setMaxListeners(0, this.#closing.signal);
    this.#recorder = new CallRecorder(options.journal, options.clock);
    this.#responses = new Responses({
      ...options,
      options: options.responses,
      recorder: this.#recorder,
      onError: options.onBug,
    });
    this.#runContext = { ...options, recorder: this.#recorder, responses: this.#responses };
    this.#healthChecks = new HealthChecks({
      ...options,
      options: options.healthChecks,
      probe: (deployment) => this.#probe(deployment),
      onError: options.onBug,
    });
    this.#healthChecks.start();
    this.#intake = new Intake({
      ...options,
      idempotencyKeys: new IdempotencyKeys(options.idempotency, options.clock),
      recorder: this.#recorder,
      responses: this.#responses,
      closing: this.#closing.signal,
    });
  }

  /** Whether a path is the gateway's to answer, if only with an OpenAI error. */
  claims(path: string): boolean {
    return path.startsWith('/v1/') || findRoute(path) !== null;
  }

  handle(req: IncomingMessage, res: ServerResponse): void {
    res.on('error', () => undefined);
    // A caller that was not invited may or may not send its body: what follows could be either.
    if (req.headers.expect !== undefined) res.shouldKeepAlive = false;
    const path = pathOf(req);
    const route = findRoute(path);
    if (route === null) {
      sendRefusal(res, { code: 'unknown_route', message: `There is no ${path} here.` });
      return;
    }
    const dialect = route.kind === 'inference' ? route.route.dialect : 'openai';
    const methods = methodsOf(route);
    if (!methods.includes(req.method ?? '')) {
      const allow = [...methods, 'OPTIONS'].join(', ');
      if (req.method === 'OPTIONS') {
        res.writeHead(204, { allow }).end();
        return;
      }
      const refusal: Refusal = { code: 'method_not_allowed', message: `Use ${methods[0]} here.` };
      sendRefusal(res, refusal, { headers: { allow }, dialect });
      return;
    }
    this.#answer(route, req, res).catch((fault) => {
      if (isCallerGone(fault)) return;
      this.#options.onBug(fault);
      const message = 'Something went wrong in Tollgate.';
      if (res.headersSent) res.destroy();
      else sendRefusal(res, { code: 'internal_error', message }, { dialect });
    });
  }

  /**
   * Refuses new calls and resolves when those under way are recorded. What is not done at the
   * deadline is broken off, and recorded as far as it came.
   */
  async drain(deadlineMs: number): Promise<void> {
    this.#closing.abort();
    if (!(await this.#idleWithin(deadlineMs))) {
      await this.#options.pools.destroy();
      await this.#idleWithin(LAST_RECORDS_MS);
    }
    await this.#healthChecks.close();
    await this.#responses.close();
  }

  /**
   * Asks a deployment now whether it answers, and goes by what it says. Null when it is not called here,
   * offers nothing that is cheap to ask for, or no budget pays for it.
   */
  async check(deploymentId: string): Promise<ProbeResult | null> {
    const { router } = this.#options;
    const deployment = router.configured(deploymentId);
    if (deployment === null) return null;
    const result = await this.#probe(deployment);
    if (result !== null) router.checked(deployment, result);
    return result;
  }

  /** What is known of a deployment here; null when it is not called. */
  healthOf(deploymentId: string): HealthFacts | null {
    const { router } = this.#options;
    const deployment = router.configured(deploymentId);
    return deployment === null ? null : router.healthOf(deployment);
  }

  async #probe(configured: ConfiguredDeployment): Promise<ProbeResult | null> {
    const deployment = isPattern(configured) ? configured.checkedBy() : configured;
    if (deployment === null) return null;
    return probe(deployment, {
      ...this.#options,
      recorder: this.#recorder,
      responses: this.#responses,
    });
  }

  /**
   * Goes on with the calls that an earlier process left to their providers; call it once the
   * deployments are known. Returns those that it did not leave on purpose, or cannot follow any more.
   */
  resume<T extends { id: string; json: string }>(abandoned: readonly T[]): T[] {
    const { admission, clock } = this.#options;
    return abandoned.filter((each) => {
      const left = readLeftOpen(each, { admission, clock });
      return left === null || !this.#responses.resume(left);
    });
  }

  #idleWithin(milliseconds: number): Promise<boolean> {
    if (this.#underWay === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds, false);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  #answer(route: MatchedRoute, req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (route.kind === 'inference') return this.#infer(route, req, res);
    if (route.kind === 'response') return this.#serveResponse(route, req, res);
    return this.#showModels(route.kind === 'model' ? route.name : null, req, res);
  }

  async #showModels(name: string | null, req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { keys, router, clock } = this.#options;
    const key = await authenticate(req.headers, keys);
    if (!key.ok) return sendRefusal(res, key.error);
    if (name === null) {
      const data = namesFor(key.value, router.names, clock.now()).map(modelObject);
      return sendJson(res, { status: 200, body: JSON.stringify({ object: 'list', data }) });
    }
    if (mayUse(key.value, name) && router.names.has(name)) {
      return sendJson(res, { status: 200, body: JSON.stringify(modelObject(name)) });
    }
    sendRefusal(res, {
      code: 'model_not_found',
      message: `The model "${name}" does not exist here.`,
    });
  }

  /** Not priced here: what a response costs belongs to the call that made it. */
  async #serveResponse(
    { id, action }: Extract<MatchedRoute, { kind: 'response' }>,
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<void> {
    const key = await authenticate(req.headers, this.#options.keys);
    if (!key.ok) return sendRefusal(res, key.error);
    req.resume();
    const method = req.method as 'GET' | 'POST' | 'DELETE';
    this.#underWay += 1;
    try {
      await this.#responses.serve(res, { key: key.value, id, action, method, query: queryOf(req) });
    } finally {
      this.#finished(res);
    }
  }

  async #infer(
    match: Extract<MatchedRoute, { kind: 'inference' }>,
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<void> {
    const id = randomUUIDv7();
    const { dialect } = match.route;
    const taken = await this.#intake.take({ match, req, res, id });
    if (!taken.ok) {
      return sendRefusal(res, taken.error, { headers: callHeaders(id), dialect });
    }
    if ('repeated' in taken.value) return sendAgain(res, taken.value.repeated);
    const { call, plan } = taken.value;
    this.#underWay += 1;
    try {
      const failure = await runCall(this.#runContext, { call, plan, res });
      if (failure === null) return;
      const headers = callHeaders(id);
      if ('refusal' in failure.answer) {
        return sendRefusal(res, failure.answer.refusal, { headers, dialect });
      }
      const { head, body } = failure.answer;
      sendBody(res, { status: head.status, headers: { ...head.headers, ...headers }, body });
    } finally {
      call.admitted.release();
      call.idempotency?.finish();
      this.#finished(res);
    }
  }

  /** What the caller has still to take, it takes within the idle time, or loses its connection. */
  #finished(res: ServerResponse): void {
    if (!res.writableFinished) res.socket?.setTimeout(this.#options.pools.idleTimeoutMs);
    this.#underWay -= 1;
    if (this.#underWay === 0) this.#onIdle?.();
  }
}

/** It went away with half of its request. */
function isCallerGone(fault: unknown): boolean {
  return (fault as { code?: unknown } | null)?.code === 'ECONNRESET';
}

function methodsOf(route: MatchedRoute): readonly string[] {
  return route.kind === 'response' ? RESPONSE_METHODS[route.action] : METHODS[route.kind];
}

/** What is known, and what the key itself names of what may not be. */
function namesFor(key: GatewayKey, names: ModelNames, at: Date): string[] {
  const listed = names.listed({ mayUse: (name) => mayUse(key, name), at });
  const own = (key.models ?? []).filter((name) => names.has(name));
  return [...new Set([...listed, ...own])];
}

function modelObject(id: string) {
  return { id, object: 'model', created: 0, owned_by: 'tollgate' };
}

function pathOf(req: IncomingMessage): string {
  const url = req.url ?? '/';
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

function queryOf(req: IncomingMessage): string {
  const [, ...query] = (req.url ?? '').split('?');
  return query.join('?');
}
