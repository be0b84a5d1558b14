import type { IncomingMessage, ServerResponse } from 'node:http';
import { v7 as uuidv7 } from 'uuid';
import { type Clock, err, ok, type Result } from '../kernel/index.ts';
import type { Journal } from '../platform/journal/index.ts';
import type { PriceVersion } from '../pricing/index.ts';
import type { Call } from './call.ts';
import { CallRecorder } from './recorder.ts';
import { attribute } from './request/attribution.ts';
import { authenticate, type KeyDirectory } from './request/authenticate.ts';
import { parseChatRequest, upstreamBody } from './request/chat-request.ts';
import { readBody } from './request/read-body.ts';
import { callHeaders } from './response/headers.ts';
import type { Refusal } from './response/refusal.ts';
import { sendJson, sendRefusal } from './response/send.ts';
import type { Deployment, ModelDirectory } from './upstream/deployments.ts';
import { Exchange } from './upstream/exchange.ts';
import type { UpstreamPools } from './upstream/pools.ts';

export interface GatewayOptions {
  readonly keys: KeyDirectory;
  readonly models: ModelDirectory;
  readonly pools: UpstreamPools;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly maxRequestBytes: number;
  readonly onBug: (fault: unknown) => void;
}

const CHAT_PATHS = new Set(['/v1/chat/completions', '/chat/completions']);
const MODELS_PATHS = new Set(['/v1/models', '/models']);
const LONGEST_USER_AGENT = 256;
const CONTROL = /\p{Cc}/gu;

/** The OpenAI-compatible side of Tollgate: one straight line from request to recorded, answered call. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #recorder: CallRecorder;
  #underWay = 0;
  #draining = false;
  #onIdle: (() => void) | null = null;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#recorder = new CallRecorder(options.journal, options.clock);
  }

  /** Whether a path is the gateway's to answer, if only with an OpenAI error. */
  claims(path: string): boolean {
    return path.startsWith('/v1/') || CHAT_PATHS.has(path) || MODELS_PATHS.has(path);
  }

  handle(req: IncomingMessage, res: ServerResponse): void {
    const path = pathOf(req);
    res.on('error', () => undefined);
    if (CHAT_PATHS.has(path)) this.#guard(req, res, 'POST', () => this.#chat(req, res));
    else if (MODELS_PATHS.has(path)) this.#guard(req, res, 'GET', () => this.#listModels(req, res));
    else sendRefusal(res, { code: 'unknown_route', message: `There is no ${path} here.` });
  }

  /** Refuses new calls and resolves when those under way are recorded, or at the deadline. */
  async drain(deadlineMs: number): Promise<void> {
    this.#draining = true;
    if (this.#underWay === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, deadlineMs);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #guard(
    req: IncomingMessage,
    res: ServerResponse,
    method: string,
    work: () => Promise<void>,
  ): void {
    if (req.method !== method) {
      sendRefusal(
        res,
        { code: 'method_not_allowed', message: `Use ${method} here.` },
        { allow: method },
      );
      return;
    }
    work().catch((fault) => {
      if (req.destroyed) return;
      this.#options.onBug(fault);
      sendRefusal(res, { code: 'internal_error', message: 'Something went wrong in Tollgate.' });
    });
  }

  async #listModels(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const key = await authenticate(req.headers, this.#options.keys);
    if (!key.ok) return sendRefusal(res, key.error);
    const data = this.#options.models
      .names()
      .map((id) => ({ id, object: 'model', created: 0, owned_by: 'tollgate' }));
    sendJson(res, { status: 200, body: JSON.stringify({ object: 'list', data }) });
  }

  async #chat(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const id = uuidv7();
    const startedMs = this.#options.clock.monotonicMs();
    const admitted = await this.#admit(req, { id, startedMs });
    if (!admitted.ok) return sendRefusal(res, admitted.error, callHeaders(id));
    await this.#forward(admitted.value, res);
  }

  /** Every reason to refuse comes before the upstream is called. */
  async #admit(
    req: IncomingMessage,
    start: { id: string; startedMs: number },
  ): Promise<Result<Call, Refusal>> {
    const key = await authenticate(req.headers, this.#options.keys);
    if (!key.ok) return key;
    const body = await readBody(req, this.#options.maxRequestBytes);
    if (!body.ok) return body;
    const request = parseChatRequest(body.value);
    if (!request.ok) return request;
    const attribution = attribute(req.headers, request.value.body, key.value);
    if (!attribution.ok) return attribution;
    const startedAt = this.#options.clock.now();
    const priced = this.#resolveModel(request.value.model, startedAt);
    if (!priced.ok) return priced;
    const closed = this.#closedReason();
    if (closed !== null) return err(closed);
    return ok({
      ...start,
      ...priced.value,
      startedAt,
      route: 'chat.completions',
      request: request.value,
      attribution: attribution.value,
      apiKeyId: key.value.id,
      userAgent: userAgentOf(req),
    });
  }

  #resolveModel(
    name: string,
    at: Date,
  ): Result<{ deployment: Deployment; price: PriceVersion | null }, Refusal> {
    const deployment = this.#options.models.pick(name);
    if (deployment === null) {
      const message = `The model "${name.slice(0, 200)}" does not exist here. GET /v1/models lists those that do.`;
      return err({ code: 'model_not_found', message, param: 'model' });
    }
    const price = deployment.price.at(at);
    if (price === null && deployment.unpriced === 'refuse') {
      const message = `The model "${name}" has no price, so a call to it could not be billed. Give it one in config.yaml, or set unpriced: flag.`;
      return err({ code: 'model_not_priced', message, param: 'model' });
    }
    return ok({ deployment, price });
  }

  #closedReason(): Refusal | null {
    if (this.#draining) {
      const message = 'This server is shutting down.';
      return { code: 'shutting_down', message, retryAfterSeconds: 1 };
    }
    if (this.#recorder.accepting) return null;
    const message =
      'Spend cannot be recorded right now, so no call is let through. Try again shortly.';
    return { code: 'record_unavailable', message, retryAfterSeconds: 5 };
  }

  async #forward(call: Call, res: ServerResponse): Promise<void> {
    const { deployment, request } = call;
    const body = upstreamBody(request, deployment.upstreamModel);
    this.#underWay += 1;
    await this.#recorder.open(call);
    const exchange = new Exchange({
      call,
      res,
      recorder: this.#recorder,
      clock: this.#options.clock,
      onBug: this.#options.onBug,
      onFinished: () => this.#finished(),
    });
    this.#options.pools.to(deployment.origin).dispatch(
      {
        path: deployment.chatPath,
        method: 'POST',
        headers: deployment.headers,
        body,
      },
      exchange,
    );
  }

  #finished(): void {
    this.#underWay -= 1;
    if (this.#underWay === 0) this.#onIdle?.();
  }
}

function pathOf(req: IncomingMessage): string {
  const url = req.url ?? '/';
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

function userAgentOf(req: IncomingMessage): string | null {
  const text = req.headers['user-agent'];
  return text?.toWellFormed().replace(CONTROL, '').slice(0, LONGEST_USER_AGENT) ?? null;
}
