import type { Secret } from '../../kernel/index.ts';
import type { DeploymentConfig } from '../../platform/config/index.ts';
import {
  DeploymentPrice,
  isPriceField,
  type PriceBook,
  type PriceVersion,
  placesOf,
  readCustomPrices,
  shippedBook,
  type UnpricedPolicy,
} from '../../pricing/index.ts';
import type { InferenceRoute, RouteName } from '../routes/index.ts';
import { type Provider, providerNamed } from './providers.ts';

/** One upstream behind a model name, ready to be called. */
export interface Deployment {
  readonly modelName: string;
  readonly provider: string;
  readonly upstreamModel: string;
  readonly origin: string;
  /** What its provider offers. */
  readonly routes: ReadonlySet<RouteName>;
  readonly whenAbandoned: Provider['whenAbandoned'];
  pathOf(route: InferenceRoute): string;
  /** Headers of every request to it, its credential included. */
  headersFor(route: InferenceRoute): Readonly<Record<string, string>>;
  /** Share of the load among equals, above 0. */
  readonly weight: number;
  /** Lower is tried first. */
  readonly order: number;
  readonly baseModel: string | null;
  readonly price: DeploymentPrice;
  /** What its configuration says it costs; comes before what the price book says. */
  readonly ownPrice: PriceVersion | null;
  /** What a call costs when nothing else says; null unless the policy is `fallback`. */
  readonly fallbackPrice: PriceVersion | null;
  readonly unpriced: UnpricedPolicy;
}

const DEFAULT_AZURE_API_VERSION = '2024-10-21';

export interface DeploymentOptions {
  /** Base URL of the built-in simulated provider. */
  readonly simBaseUrl: string;
  readonly fallbackPrice: Readonly<Record<string, string>> | null;
  /** Without one, published prices are those that ship with Tollgate. */
  readonly book?: PriceBook;
}

/** Makes the configured deployments callable. Every problem of all of them is reported together. */
export function createDeployments(
  configs: readonly DeploymentConfig[],
  options: DeploymentOptions,
): { deployments: Deployment[]; problems: string[] } {
  const problems: string[] = [];
  const book = options.book ?? shippedBook();
  const common = readPrices(options.fallbackPrice ?? {}, 'fallback_price', problems);
  const deployments = configs.flatMap((config) => {
    const base = config.provider === 'sim' ? options.simBaseUrl : config.apiBase;
    const provider = providerNamed(config.provider);
    const apiBase = base ?? provider.apiBase;
    const own = readPrices(priceSettings(config), `${config.path}.model_info`, problems);
    const fallback = fallbackOf(config, common, problems);
    if (apiBase !== null) return [create(config, { apiBase, provider, own, book, fallback })];
    problems.push(
      `${config.path}.litellm_params.api_base: is needed for the provider "${config.provider}"`,
    );
    return [];
  });
  return { deployments, problems };
}

interface Parts {
  readonly apiBase: string;
  readonly provider: Provider;
  readonly own: PriceVersion | null;
  readonly book: PriceBook;
  readonly fallback: PriceVersion | null;
}

function create(config: DeploymentConfig, parts: Parts): Deployment {
  const { provider, own, book, fallback } = parts;
  const url = new URL(parts.apiBase);
  return {
    modelName: config.modelName,
    provider: config.provider,
    upstreamModel: config.upstreamModel,
    origin: url.origin,
    routes: provider.routes,
    whenAbandoned: provider.whenAbandoned,
    pathOf: pathsBelow(url, provider, config),
    headersFor: headersWith(config.apiKey, provider),
    baseModel: config.baseModel,
    price: new DeploymentPrice({ own, book, places: placesOf(config), fallback }),
    ownPrice: own,
    fallbackPrice: fallback,
    unpriced: config.unpriced,
    weight: config.weight,
    order: config.order,
  };
}

function pathsBelow(
  base: URL,
  provider: Provider,
  config: DeploymentConfig,
): (route: InferenceRoute) => string {
  const root = base.pathname.replace(/\/+$/, '');
  if (!provider.azurePaths) return (route) => root + route.upstreamPath;
  const deployment = `${root}/openai/deployments/${encodeURIComponent(config.upstreamModel)}`;
  const query = `?api-version=${config.apiVersion ?? DEFAULT_AZURE_API_VERSION}`;
  return (route) => deployment + route.upstreamPath + query;
}

const ANTHROPIC_VERSION = '2023-06-01';
const COMMON_HEADERS = { 'accept-encoding': 'identity', 'user-agent': 'tollgate' };

/** Anthropic's own API takes the key in a header of its own; its OpenAI-compatible one as a bearer token. */
function headersWith(
  apiKey: Secret | null,
  provider: Provider,
): (route: InferenceRoute) => Readonly<Record<string, string>> {
  const key = apiKey?.reveal();
  const openAi: Record<string, string> = { ...COMMON_HEADERS };
  const anthropic: Record<string, string> = {
    ...COMMON_HEADERS,
    'anthropic-version': ANTHROPIC_VERSION,
  };
  if (key !== undefined) {
    if (provider.authentication === 'api-key') openAi['api-key'] = key;
    else openAi['authorization'] = `Bearer ${key}`;
    anthropic['x-api-key'] = key;
    if (provider.authentication !== 'anthropic') anthropic['authorization'] = `Bearer ${key}`;
  }
  return (route) => (route.dialect === 'anthropic' ? anthropic : openAi);
}

function priceSettings(config: DeploymentConfig): Record<string, string> {
  const entries = Object.entries(config.settings).filter(([name]) => isPriceField(name));
  return Object.fromEntries(entries);
}

function fallbackOf(
  config: DeploymentConfig,
  common: PriceVersion | null,
  problems: string[],
): PriceVersion | null {
  if (config.unpriced !== 'fallback') return null;
  const path = `${config.path}.model_info.fallback_price`;
  const price = readPrices(config.fallbackPrice ?? {}, path, problems) ?? common;
  if (price === null && config.fallbackPrice === null) {
    problems.push(`${config.path}: the policy "fallback" needs a fallback_price`);
  }
  return price;
}

function readPrices(
  fields: Readonly<Record<string, string>>,
  path: string,
  problems: string[],
): PriceVersion | null {
  const { price, problems: found } = readCustomPrices(fields);
  problems.push(...found.map((problem) => `${path}.${problem}`));
  return price;
}
