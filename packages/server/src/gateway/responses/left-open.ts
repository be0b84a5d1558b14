import type { AdmittedCall } from '../../budgets/index.ts';
import { type Clock, ZERO_PICO } from '../../kernel/index.ts';
import type { AdmissionControl } from '../admission/admit.ts';
import type { OpenAttempt } from '../call.ts';
import { asObject } from '../json.ts';
import { encodedFactsIn, type ReadOpening, readOpening } from '../opening.ts';
import { rateOutcome } from '../rate-outcome.ts';
import type { Deployment } from '../upstream/deployment.ts';
import type { ResponseOrigin } from './response-origins.ts';

/** Where the answer of an open attempt is to be found. */
export interface PendingInJournal {
  readonly responseId: string;
  readonly deploymentId: string;
}

/** An attempt that an earlier process left open on purpose. */
export interface LeftOpen extends PendingInJournal {
  readonly origin: Omit<ResponseOrigin, 'responseId' | 'deploymentId'>;
  /** Sets aside again what was set aside for it. */
  open(deployment: Deployment, lease: { readonly forMs: number }): OpenAttempt;
}

/** An opening with a member that is not part of its event. */
export function withPending(opening: string, pending: PendingInJournal): string {
  return `${opening.slice(0, -1)},"pending_response":${JSON.stringify(pending)}}`;
}

const PENDING = '"pending_response":';

/** Null for an attempt that nobody meant to leave. */
export function readLeftOpen(
  { id: key, json: opened }: { id: string; json: string },
  { admission, clock }: { admission: Pick<AdmissionControl, 'resume'>; clock: Clock },
): LeftOpen | null {
  if (!opened.includes(PENDING)) return null;
  const pending = asObject(asObject(JSON.parse(opened))?.['pending_response']);
  const { responseId, deploymentId } = pending ?? {};
  if (typeof responseId !== 'string' || typeof deploymentId !== 'string') return null;
  const opening = readOpening(opened);
  const { apiKeyId, teamId, customer, createdAt } = callIn(opening);
  return {
    responseId,
    deploymentId,
    origin: { apiKeyId, teamId, customerExternalId: customer, createdAt },
    open: (deployment, { forMs }) => ({
      key,
      opened,
      price: opening.price,
      startedMs: clock.monotonicMs() - Math.max(0, clock.now().getTime() - createdAt.getTime()),
      encodedFacts: encodedFactsIn(opened),
      deployment,
      call: {
        admitted: admitAgain(opening, { admission, leaseUntilMs: clock.monotonicMs() + forMs }),
      },
    }),
  };
}

function callIn({ facts }: ReadOpening) {
  const textOf = (name: string) => (facts[name] as string | null | undefined) ?? null;
  return {
    id: String(facts['call_id']),
    teamId: textOf('team_id'),
    userId: textOf('user_id'),
    apiKeyId: textOf('api_key_id'),
    customer: textOf('customer_external_id'),
    tags: (facts['tags'] as readonly string[] | undefined) ?? [],
    model: String(facts['model']),
    providers: [String(facts['provider'])],
    createdAt: new Date(String(facts['occurred_at'])),
  };
}

function admitAgain(
  opening: ReadOpening,
  {
    admission,
    leaseUntilMs,
  }: { admission: Pick<AdmissionControl, 'resume'>; leaseUntilMs: number },
): AdmittedCall {
  const { createdAt, ...call } = callIn(opening);
  const { charge } = rateOutcome(opening.unseen, { price: opening.price, durationMs: 0 });
  return admission.resume(call, {
    admittedAt: createdAt,
    amountPico: charge ?? ZERO_PICO,
    leaseUntilMs,
  });
}
