import { NO_USAGE, type Prices, rate, serviceTierOf, type Usage } from '../../pricing/index.ts';
import { asList, asObject } from '../json.ts';
import type { InferenceRequest } from '../routes/inference-route.ts';
import type { Deployment } from '../upstream/deployment.ts';
import { boundMedia } from './media-bound.ts';
import { tierAskedFor } from './need.ts';

/**
 * What a call asks for that has no price wherever it may be sent, though its model has one: a service
 * tier, or a tool that is billed by the call. Its charge could not be known, and no budget would count it.
 */
export function unpricedPart(
  request: InferenceRequest,
  { deployments, at }: { deployments: readonly Deployment[]; at: Date },
): string | null {
  const isUnpriced = (part: Partial<Usage>) =>
    deployments.every(({ unpriced, price }) => {
      const prices = price.at(at)?.prices;
      return unpriced !== 'flag' && prices !== undefined && lacks(prices, part);
    });
  const serviceTier = serviceTierOf(tierAskedFor(request));
  if (serviceTier !== undefined && isUnpriced({ serviceTier }))
    return `service_tier "${serviceTier}"`;
  return toolsIn(request).find((kind) => isUnpriced({ units: { [kind]: 1 } })) ?? null;
}

/** Judged by what is priced of the input: an answer may be of a kind that costs nothing. */
function lacks(prices: Prices, part: Partial<Usage>): boolean {
  const call = { ...NO_USAGE, inputTokens: 1 };
  return rate(call, prices).total !== null && rate({ ...call, ...part }, prices).total === null;
}

/** Those that a provider runs and counts. A size of search has a price of its own. */
function toolsIn(request: InferenceRequest): readonly string[] {
  const { body } = request;
  const { units } = boundMedia(request);
  const options = asObject(body['web_search_options']);
  const size = options?.['search_context_size'] ?? 'medium';
  const search = options === null ? 'web_search' : `web_search:${size}`;
  const runsCode = asList(body['tools']).some(
    (tool) => asObject(tool)?.['type'] === 'code_interpreter',
  );
  return [
    ...((units.web_search ?? 0) > 0 ? [search] : []),
    ...((units.file_search ?? 0) > 0 ? ['file_search'] : []),
    ...(runsCode ? ['code_session'] : []),
  ];
}
