import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import { type Clock, err, ok, type Result } from '../../kernel/index.ts';
import type { Attempt } from '../call.ts';
import { asObject, parseJson } from '../json.ts';
import type { CallRecorder } from '../recorder.ts';
import type { GatewayKey } from '../request/authenticate.ts';
import type { ResponseLedger } from '../response/answer.ts';
import { addSpendHeaders, passedHeaders } from '../response/headers.ts';
import type { Refusal } from '../response/refusal.ts';
import { sendBody, sendRefusal } from '../response/send.ts';
import type { InferenceRequest } from '../routes/index.ts';
import { readResponseBody, runsInBackground } from '../routes/response-object.ts';
import type { Router } from '../routing/router.ts';
import { decoded } from '../upstream/decoder.ts';
import type { Deployment } from '../upstream/deployment.ts';
import { refusalFor } from '../upstream/failure.ts';
import type { UpstreamPools } from '../upstream/pools.ts';
import {
  BackgroundResponses,
  type PendingResponse,
  type PollOptions,
} from './background-responses.ts';
import type { LeftOpen } from './left-open.ts';
import { relayStream } from './relay-stream.ts';
import { type ResponseAction, responseHeaders, responsePath } from './response-address.ts';
import {
  mayRead,
  type ResponseOrigin,
  ResponseOrigins,
  type ResponseStore,
} from './response-origins.ts';

export interface ResponsesOptions {
  readonly store: ResponseStore;
  readonly poll: PollOptions;
}

/** What is asked of a response that was made before. */
export interface ResponseRequest {
  readonly key: GatewayKey;
  readonly id: string;
  readonly action: ResponseAction;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly query: string;
}

/** Responses that outlive the call that made them: fetched, cancelled, deleted and gone on from. */
export class Responses implements ResponseLedger {
  readonly #router: Router;
  readonly #pools: UpstreamPools;
  readonly #origins: ResponseOrigins;
  readonly #background: BackgroundResponses;
  readonly #onError: (error: unknown) => void;

  constructor(deps: {
    options: ResponsesOptions;
    router: Router;
    pools: UpstreamPools;
    recorder: CallRecorder;
    clock: Clock;
    onError: (error: unknown) => void;
  }) {
    this.#router = deps.router;
    this.#pools = deps.pools;
    this.#onError = deps.onError;
    this.#origins = new ResponseOrigins(deps.options.store, deps.onError);
    this.#background = new BackgroundResponses({
      ...deps,
      options: deps.options.poll,
      fetch: (pending) => this.#fetch(pending),
    });
  }

  remember({ call, deployment }: Attempt, responseId: string): void {
    this.#origins.remember({
      responseId,
      deploymentId: deployment.id,
      apiKeyId: call.apiKeyId,
      teamId: call.teamId,
      customerExternalId: call.attribution.customerExternalId,
      createdAt: call.startedAt,
    });
  }

  follow(attempt: Attempt, responseId: string): Promise<void> {
    return this.#background.follow(attempt, responseId);
  }

  /** Goes on with what an earlier process followed. False when its deployment is not there any more. */
  resume({ responseId, deploymentId, origin, open }: LeftOpen): boolean {
    const deployment = this.#router.deployment(deploymentId);
    if (deployment === null) return false;
    this.#origins.remember({ ...origin, responseId, deploymentId });
    const attempt = open(deployment, { forMs: this.#background.leaseMs });
    this.#background.resume({ responseId, deploymentId, attempt });
    return true;
  }

  /** Null when there is none that this key may read. Rejects when nobody can tell. */
  async #find(key: GatewayKey, id: string): Promise<ResponseOrigin | null> {
    const origin = await this.#origins.find(id);
    return origin !== null && mayRead(key, origin) ? origin : null;
  }

  /** The account that keeps the response a call goes on from; null when it goes on from none. */
  previousOf(
    key: GatewayKey,
    { route, body }: InferenceRequest,
  ): Result<string | null, Refusal> | Promise<Result<string | null, Refusal>> {
    if (route.name !== 'responses') return ok(null);
    if (runsInBackground(body) && this.#background.isFull) return err(FULL);
    const id = body['previous_response_id'];
    return typeof id === 'string' ? this.#accountOf(key, id) : ok(null);
  }

  async #accountOf(key: GatewayKey, id: string): Promise<Result<string | null, Refusal>> {
    const origin = await this.#find(key, id).catch(() => 'unknown' as const);
    if (origin === 'unknown') return err(UNAVAILABLE);
    const deployment = origin === null ? null : this.#router.deployment(origin.deploymentId);
    return deployment === null ? err(previousNotFound(id)) : ok(deployment.account);
  }

  async serve(res: ServerResponse, asked: ResponseRequest): Promise<void> {
    const origin = await this.#find(asked.key, asked.id).catch(() => 'unknown' as const);
    if (origin === 'unknown') return sendRefusal(res, UNAVAILABLE);
    const deployment = origin === null ? null : this.#router.deployment(origin.deploymentId);
    if (deployment === null) return sendRefusal(res, notFound(asked.id));
    if (asked.method === 'DELETE' && !(await this.#background.check(asked.id))) {
      return sendRefusal(res, STILL_RUNNING);
    }
    try {
      await this.#relay(res, { asked, deployment });
    } catch (fault) {
      if (!res.destroyed) sendRefusal(res, refusalFor(fault as Error));
    }
  }

  async close(): Promise<void> {
    this.#background.close();
    await this.#origins.close();
  }

  async #relay(
    res: ServerResponse,
    { asked, deployment }: { asked: ResponseRequest; deployment: Deployment },
  ): Promise<void> {
    const { method, id } = asked;
    const answer = await this.#request(deployment, { ...asked, res });
    const status = answer.statusCode;
    const headers = passedHeaders(answer.headers as IncomingHttpHeaders);
    const isStream = String(headers['content-type']).startsWith('text/event-stream');
    if (status < 300 && isStream) {
      const onEnd = (response: Parameters<BackgroundResponses['seen']>[0]) =>
        this.#background.seen(response);
      return relayStream(res, { status, headers, body: answer.body, onEnd });
    }
    const body = Buffer.from(await answer.body.bytes());
    const plain = await decoded(body, headers);
    const settled = status < 300 ? await this.#background.seen(readResponseBody(plain)) : null;
    if (settled !== null) addSpendHeaders(headers, settled.cost, settled.totalTokens);
    if (method === 'DELETE' && status < 300) await this.#origins.forget(id).catch(this.#onError);
    sendBody(res, { status, headers, body });
  }

  #request(
    deployment: Deployment,
    {
      id,
      action,
      query,
      method,
      res,
    }: Pick<ResponseRequest, 'id' | 'action' | 'query' | 'method'> & { res?: ServerResponse },
  ): Promise<Dispatcher.ResponseData> {
    const idleMs = this.#pools.idleTimeoutMs;
    const aborting = new AbortController();
    res?.once('close', () => aborting.abort());
    return this.#pools.to(deployment.origin).request({
      path: responsePath(deployment, { id, action, query }),
      method,
      headers: responseHeaders(deployment),
      headersTimeout: idleMs,
      bodyTimeout: idleMs,
      signal: aborting.signal,
    });
  }

  async #fetch({ responseId, deploymentId }: PendingResponse): Promise<Buffer | null | 'gone'> {
    const deployment = this.#router.deployment(deploymentId);
    if (deployment === null) return null;
    const asked = { id: responseId, action: '', query: '', method: 'GET' } as const;
    const answer = await this.#request(deployment, asked);
    const body = Buffer.from(await answer.body.bytes());
    if (answer.statusCode === 404 && isApiAnswer(body)) return 'gone';
    if (answer.statusCode !== 200) return null;
    return decoded(body, passedHeaders(answer.headers as IncomingHttpHeaders));
  }
}

/** A 404 of whoever stands before the provider says nothing about the response. */
function isApiAnswer(body: Buffer): boolean {
  return asObject(parseJson(body.toString('utf8')))?.['error'] !== undefined;
}

const UNAVAILABLE: Refusal = {
  code: 'responses_unavailable',
  message: 'It cannot be looked up right now whose this response is. Try again shortly.',
  retryAfterSeconds: 2,
};

const STILL_RUNNING: Refusal = {
  code: 'response_in_progress',
  message: 'This response is still being made, and has to be paid for. Cancel it first.',
};

const FULL: Refusal = {
  code: 'responses_unavailable',
  message: 'Too many responses are being made in the background. Try again later.',
  retryAfterSeconds: 30,
};

function previousNotFound(id: string): Refusal {
  const message = `Previous response with id '${id.slice(0, 200)}' not found.`;
  return { code: 'previous_response_not_found', message, param: 'previous_response_id' };
}

function notFound(id: string): Refusal {
  return {
    code: 'response_not_found',
    message: `Response with id '${id.slice(0, 200)}' not found.`,
    param: 'response_id',
  };
}
