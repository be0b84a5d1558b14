import { randomUUIDv7 } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Clock } from '../../kernel/index.ts';
import { NO_ORIGIN } from '../../metering/index.ts';
import { type AdmissionControl, type Admitted, admitCall } from '../admission/admit.ts';
import type { Call } from '../call.ts';
import type { JsonObject } from '../json.ts';
import type { CallRecorder } from '../recorder.ts';
import type { Failure, ResponseLedger } from '../response/answer.ts';
import { type InferenceRequest, type RouteName, routeNamed } from '../routes/index.ts';
import type { Deployment } from '../upstream/deployment.ts';
import { exchange } from '../upstream/exchange.ts';
import type { UpstreamPools } from '../upstream/pools.ts';

/** What a deployment answered to a small request of ours. */
export interface ProbeResult {
  readonly succeeded: boolean;
  /** Null when nothing was asked, or nothing answered. */
  readonly httpStatus: number | null;
  /** For the operator; null when there is nothing to say. */
  readonly message: string | null;
  readonly durationMs: number;
  readonly checkedAt: Date;
}

export interface ProbeContext {
  readonly admission: AdmissionControl;
  readonly recorder: CallRecorder;
  readonly responses: ResponseLedger;
  readonly pools: UpstreamPools;
  readonly clock: Clock;
}

/** What spend on probes is put down to, in place of a customer. */
const PROBE_TAG = 'tollgate:health-check';
const ATTRIBUTION = { customerExternalId: null, tags: [PROBE_TAG] };
const NOBODYS_KEY = {
  id: null,
  teamId: null,
  userId: null,
  boundCustomer: null,
  tags: [],
  models: null,
};
const LONGEST_MS = 30_000;
const LONGEST_MESSAGE = 500;

/** The smallest requests there are, the cheapest first. */
const REQUESTS: readonly (readonly [RouteName, JsonObject])[] = [
  ['chat.completions', { messages: [{ role: 'user', content: 'ping' }], max_tokens: 1 }],
  ['messages', { messages: [{ role: 'user', content: 'ping' }], max_tokens: 1 }],
  ['responses', { input: 'ping', store: false, max_output_tokens: 16 }],
  ['embeddings', { input: 'ping' }],
  ['moderations', { input: 'ping' }],
];

/**
 * Asks a deployment for next to nothing, by the way every call goes. What it costs is recorded as spend
 * of no customer and no key. Null when it offers nothing that is cheap to ask for, or no budget pays for it.
 */
export async function probe(
  deployment: Deployment,
  { admission, recorder, responses, pools, clock }: ProbeContext,
): Promise<ProbeResult | null> {
  const request = requestFor(deployment);
  if (request === null) return null;
  const startedMs = clock.monotonicMs();
  const id = randomUUIDv7();
  const deadlineMs = startedMs + LONGEST_MS;
  const res = new ServerResponse(new IncomingMessage(new Socket()));
  const letIn = await admitCall(
    { admission, clock, res, closing: AbortSignal.timeout(LONGEST_MS) },
    {
      id,
      request,
      key: NOBODYS_KEY,
      attribution: ATTRIBUTION,
      deployments: [deployment],
      deadlineMs,
    },
  );
  if (!letIn.ok) return null;
  const { admitted, startedAt } = letIn.value;
  try {
    const call = callOf(letIn.value, { id, deadlineMs });
    const price = deployment.price.at(startedAt);
    const attempt = await recorder.open(call, { number: 1, deployment, price });
    const traits = { takesStreamOptions: true };
    const failure = await exchange({ attempt, res, recorder, responses, pools, clock, traits });
    return {
      succeeded: failure === null || isAnswer(failure),
      httpStatus: failure === null ? res.statusCode : statusOf(failure),
      message: failure === null ? null : messageOf(failure),
      durationMs: Math.round(clock.monotonicMs() - startedMs),
      checkedAt: startedAt,
    };
  } finally {
    admitted.release();
  }
}

/** A model that does not like so small a request is there, and let us in; so is one that is busy. */
function isAnswer({ status }: Failure): boolean {
  return status === 400 || status === 422 || status === 429;
}

function statusOf(failure: Failure): number | null {
  return 'refusal' in failure.answer ? null : failure.status;
}

function messageOf({ answer }: Failure): string {
  if ('refusal' in answer) return answer.refusal.message;
  return answer.body.toString('utf8', 0, LONGEST_MESSAGE);
}

function requestFor({ routes, modelName, mode }: Deployment): InferenceRequest | null {
  const found = REQUESTS.find(([name]) => routes.has(name) && (mode === null || mode === name));
  if (found === undefined) return null;
  const [name, members] = found;
  const body = { model: modelName, ...members };
  return {
    route: routeNamed(name),
    bytes: Buffer.from(JSON.stringify(body)),
    contentType: 'application/json',
    body,
    model: modelName,
    stream: false,
    wantsUsage: false,
    wantsCost: false,
    saysTwice: false,
  };
}

function callOf(admitted: Admitted, { id, deadlineMs }: Pick<Call, 'id' | 'deadlineMs'>): Call {
  return {
    ...admitted,
    id,
    deadlineMs,
    streamTimeoutMs: Number.POSITIVE_INFINITY,
    attribution: ATTRIBUTION,
    apiKeyId: null,
    teamId: null,
    userId: null,
    userAgent: 'tollgate',
    origin: NO_ORIGIN,
    idempotency: null,
    headers: {},
  };
}
