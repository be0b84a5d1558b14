import type { Need } from '../../budgets/index.ts';
import { worstCase } from '../../pricing/index.ts';
import type { InferenceRequest, RouteName } from '../routes/inference-route.ts';
import type { Deployment } from '../upstream/deployment.ts';
import { boundInput, type InputBound } from './input-bound.ts';
import { boundMedia } from './media-bound.ts';
import { type OutputLimit, outputLimitOf } from './output-limit.ts';

/** What a call can cost at most wherever it may be sent, and how that is kept. */
export interface CallNeed {
  readonly need: Need;
  /** Null where an answer has no length to limit. */
  readonly limit: OutputLimit | null;
  /** No model it may reach writes more by itself; otherwise the limit has to be written down. */
  readonly isBoundByModel: boolean;
  /** The most input it can use. */
  readonly inputTokens: number;
}

/** For a model of which nobody said how long its answers are. Nearly every model takes this limit. */
const ASSUMED_OUTPUT_TOKENS = 4_096;
/** What a model reads at most of which nobody said it. */
const ASSUMED_CONTEXT_TOKENS = 200_000;
/** English runs at about four bytes a token: what counts against tokens a minute until the usage is known. */
const BYTES_PER_TOKEN = 4;

/**
 * Bounds the cost of a call before it runs: the input by its bytes, the output by the limit the call
 * set or else the model's own, each at the dearest price of the dearest deployment it may reach.
 */
export function needOf(
  request: InferenceRequest,
  {
    deployments,
    at,
    leaseUntilMs,
    input = boundInput(request),
  }: {
    deployments: readonly Deployment[];
    at: Date;
    leaseUntilMs: number;
    input?: InputBound;
  },
): CallNeed {
  const limit = outputLimitOf(request);
  const media = boundMedia(request);
  const serviceTier = tierAskedFor(request);
  let outputTokens = limit === null ? 0 : (limit.asked ?? 0);
  let isBoundByModel = true;
  let fixedPico = 0n;
  let perTokenPico = 0n;
  let inputTokens = 0;
  for (const deployment of deployments) {
    const { maxOutputTokens, maxInputTokens } = deployment.limits;
    if (limit !== null && limit.asked === null) {
      outputTokens = Math.max(outputTokens, maxOutputTokens ?? ASSUMED_OUTPUT_TOKENS);
      isBoundByModel &&= maxOutputTokens !== null;
    }
    const elsewhere = input.readsElsewhere ? (maxInputTokens ?? ASSUMED_CONTEXT_TOKENS) : 0;
    inputTokens = Math.max(inputTokens, input.ownTokens + elsewhere);
    const price = deployment.price.at(at);
    if (price === null) continue;
    const worst = worstCase(price.prices, {
      ...media,
      inputTokens: input.ownTokens + elsewhere,
      serviceTier,
    });
    if (worst.fixedPico > fixedPico) fixedPico = worst.fixedPico;
    if (worst.perOutputTokenPico > perTokenPico) perTokenPico = worst.perOutputTokenPico;
  }
  return {
    limit,
    isBoundByModel,
    inputTokens,
    need: {
      fixedPico: isFree(request) ? 0n : fixedPico,
      perTokenPico: perTokenPico * BigInt(limit?.choices ?? 1),
      outputTokens,
      floorTokens: limit === null ? outputTokens : Math.min(limit.floor, outputTokens),
      openEnded: limit !== null && limit.asked === null,
      inputTokens: Math.ceil(request.bytes.length / BYTES_PER_TOKEN),
      leaseUntilMs,
    },
  };
}

/** Anthropic has its fast mode beside the tiers. */
export function tierAskedFor({ body: { speed, service_tier } }: InferenceRequest): string | null {
  if (speed === 'fast') return speed;
  return typeof service_tier === 'string' ? service_tier : null;
}

const FREE: ReadonlySet<RouteName> = new Set([
  'messages.count_tokens',
  'generate_content.count_tokens',
  'moderations',
]);

/** Routes that no provider charges for. */
function isFree({ route }: InferenceRequest): boolean {
  return FREE.has(route.name);
}
