import { createHash } from 'node:crypto';
import type { DeploymentConfig } from '../../platform/config/index.ts';
import {
  DeploymentPrice,
  isPriceField,
  type PriceBook,
  type PriceVersion,
  placesOf,
  readCustomPrices,
  shippedBook,
} from '../../pricing/index.ts';
import type { RouteName } from '../routes/index.ts';
import { MODELS, Translator } from '../translation/index.ts';
import { addressOf } from './access.ts';
import { createPattern } from './create-pattern.ts';
import { headersWith } from './credentials.ts';
import type { ConfiguredDeployment, Deployment, DeploymentPattern } from './deployment.ts';
import { modelLimits } from './model-limits.ts';
import { pathsBelow } from './paths.ts';
import { canonicalName, type Provider, providerNamed } from './providers.ts';
import { Wildcard } from './wildcard.ts';

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
): { deployments: ConfiguredDeployment[]; problems: string[] } {
  const problems: string[] = [];
  const book = options.book ?? shippedBook();
  const common = readPrices(options.fallbackPrice ?? {}, 'fallback_price', problems);
  const deployments = configs.flatMap((config): ConfiguredDeployment[] => {
    const own = readPrices(priceSettings(config), `${config.path}.model_info`, problems);
    const fallback = fallbackOf(config, common, problems);
    const prices = { own, book, fallback };
    const wildcard = Wildcard.in(config);
    const wrong = wildcard?.problem ?? problemOfAddress(config, options);
    if (wrong !== null) {
      problems.push(`${config.path}.${wrong}`);
      return [];
    }
    const make = makerOf(prices, options);
    const made =
      wildcard === null ? make(config, null) : createPattern(config, { ...prices, wildcard, make });
    return made === null ? [] : [made];
  });
  return { deployments, problems };
}

/**
 * The same for deployments that come and go: what is made of one configuration is made once, so that a
 * deployment that stays is the same object, with what is known of its health.
 */
export function deploymentFactory(options: DeploymentOptions) {
  const made = new WeakMap<DeploymentConfig, ReturnType<typeof createDeployments>>();
  return (config: DeploymentConfig): ReturnType<typeof createDeployments> => {
    const known = made.get(config) ?? createDeployments([config], options);
    made.set(config, known);
    return known;
  };
}

/** Where a call names the provider, there are as many addresses. */
function problemOfAddress(config: DeploymentConfig, options: DeploymentOptions): string | null {
  if (config.accessTo !== null) return null;
  const address = addressOf(config, options.simBaseUrl);
  return address.ok ? null : `litellm_params.${address.error}`;
}

interface Prices {
  readonly own: PriceVersion | null;
  readonly book: PriceBook;
  readonly fallback: PriceVersion | null;
}

function makerOf(prices: Prices, { simBaseUrl }: DeploymentOptions) {
  return (config: DeploymentConfig, expandedFrom: DeploymentPattern | null): Deployment | null => {
    const address = addressOf(config, simBaseUrl);
    return address.ok ? create(config, address.value, { ...prices, expandedFrom }) : null;
  };
}

function create(
  config: DeploymentConfig,
  apiBase: string,
  { own, book, fallback, expandedFrom }: Prices & Pick<Deployment, 'expandedFrom'>,
): Deployment {
  const provider = providerNamed(config.provider);
  const url = new URL(apiBase);
  return {
    id: config.id,
    modelName: config.modelName,
    provider: canonicalName(config.provider),
    upstreamModel: config.upstreamModel,
    origin: url.origin,
    account: accountOf(url, config),
    routes: provider.routes,
    whenAbandoned: provider.whenAbandoned,
    conventions: provider,
    translator: translatorsOf(config, { apiBase, provider }),
    pathOf: pathsBelow(url, provider, config),
    headersFor: headersWith(config, provider),
    baseModel: config.baseModel,
    limits: modelLimits(config),
    price: new DeploymentPrice({ own, book, places: placesOf(config), fallback }),
    ownPrice: own,
    fallbackPrice: fallback,
    unpriced: config.unpriced,
    timeouts: config.timeouts,
    mode: modeOf(config),
    healthCheckMs: config.healthCheckMs,
    tags: config.tags,
    weight: config.weight,
    order: config.order,
    expandedFrom,
  };
}

function translatorsOf(
  config: DeploymentConfig,
  { apiBase, provider: { translation } }: { apiBase: string; provider: Provider },
): Deployment['translator'] {
  if (translation === null) return () => null;
  const baseUrl = apiBase.replace(/\/+$/, '');
  const makeModel = MODELS[translation.into]({ baseUrl, apiKey: config.apiKey, aws: config.aws });
  return (route, context) =>
    translation.routes.has(route.name) ? new Translator(makeModel, context) : null;
}

const MODES: Readonly<Record<string, RouteName>> = {
  chat: 'chat.completions',
  completion: 'completions',
  embedding: 'embeddings',
  responses: 'responses',
  image_generation: 'images.generations',
  audio_speech: 'audio.speech',
  audio_transcription: 'audio.transcriptions',
  moderation: 'moderations',
  rerank: 'rerank',
};

/** `model_info.mode` in LiteLLM's words; where nothing is said, the name of an embedding model tells. */
function modeOf({ settings, upstreamModel }: DeploymentConfig): RouteName | null {
  const said = MODES[settings['mode'] ?? ''];
  return said ?? (/embed/i.test(upstreamModel) ? 'embeddings' : null);
}

function accountOf(url: URL, { apiKey, aws }: DeploymentConfig): string {
  const parts = [url.href, apiKey?.reveal() ?? null, aws?.accessKeyId ?? null];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
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
