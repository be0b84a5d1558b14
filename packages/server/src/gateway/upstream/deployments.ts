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
  type UnpricedPolicy,
} from '../../pricing/index.ts';
import type { InferenceRoute, RouteName, UpstreamConventions } from '../routes/index.ts';
import { MODELS, Translator, type TranslatorContext, type Upstream } from '../translation/index.ts';
import { headersWith } from './credentials.ts';
import { type ModelLimits, modelLimits } from './model-limits.ts';
import { pathsBelow } from './paths.ts';
import { canonicalName, type Provider, providerNamed } from './providers.ts';

/** One upstream behind a model name, ready to be called. */
export interface Deployment {
  /** See `DeploymentConfig`. */
  readonly id: string;
  readonly modelName: string;
  readonly provider: string;
  readonly upstreamModel: string;
  readonly origin: string;
  /** The same for deployments that share an address and a credential there. Tells nothing about either. */
  readonly account: string;
  /** What its provider offers. */
  readonly routes: ReadonlySet<RouteName>;
  readonly whenAbandoned: Provider['whenAbandoned'];
  readonly conventions: UpstreamConventions;
  /** Who puts this route into the provider's own words; null where bytes pass as they are. */
  translator(route: InferenceRoute, context: TranslatorContext): Upstream | null;
  pathOf(route: InferenceRoute): string;
  /** Headers of every request to it, its credential included. */
  headersFor(route: InferenceRoute): Readonly<Record<string, string>>;
  readonly timeouts: DeploymentConfig['timeouts'];
  /** The only route to check it by; null: whichever of its provider is the cheapest. */
  readonly mode: RouteName | null;
  /** How often it is checked; 0: never; null: as the others. */
  readonly healthCheckMs: number | null;
  /** Carried by every attempt at it. */
  readonly tags: readonly string[];
  /** Share of the load among equals, above 0. */
  readonly weight: number;
  /** Lower is tried first. */
  readonly order: number;
  readonly baseModel: string | null;
  /** How much its model reads and writes at most. */
  readonly limits: ModelLimits;
  readonly price: DeploymentPrice;
  /** What its configuration says it costs; comes before what the price book says. */
  readonly ownPrice: PriceVersion | null;
  /** What a call costs when nothing else says; null unless the policy is `fallback`. */
  readonly fallbackPrice: PriceVersion | null;
  readonly unpriced: UnpricedPolicy;
}

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
    const provider = providerNamed(config.provider);
    const apiBase = config.provider === 'sim' ? options.simBaseUrl : apiBaseOf(config, provider);
    const own = readPrices(priceSettings(config), `${config.path}.model_info`, problems);
    const fallback = fallbackOf(config, common, problems);
    const missing = missingAccess(config, provider, apiBase);
    if (config.modelName.includes('*')) {
      problems.push(
        `${config.path}.model_name: "${config.modelName}" is a pattern: give each model an entry of its own`,
      );
      return [];
    }
    if (apiBase !== null && missing === null) {
      return [create(config, { apiBase, provider, own, book, fallback })];
    }
    problems.push(`${config.path}.litellm_params.${missing}`);
    return [];
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

function apiBaseOf({ apiBase, aws }: DeploymentConfig, provider: Provider): string | null {
  if (apiBase === null) return awsBase(aws, provider) ?? provider.apiBase;
  // Anthropic's address is written without its version in many a file.
  const bare = provider.credential === 'x-api-key' && new URL(apiBase).pathname === '/';
  return bare ? `${apiBase}/v1` : apiBase;
}

function awsBase(aws: DeploymentConfig['aws'], { credential }: Provider): string | null {
  if (credential !== 'aws' || aws?.region == null) return null;
  const suffix = aws.region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://bedrock-runtime.${aws.region}.${suffix}`;
}

/** What a provider cannot be called without, worded as a problem of its member; null when all is there. */
function missingAccess(
  { provider: name, apiKey, aws }: DeploymentConfig,
  { credential }: Provider,
  apiBase: string | null,
): string | null {
  if (credential !== 'aws') {
    return apiBase === null ? `api_base: is needed for the provider "${name}"` : null;
  }
  if (aws?.region == null) return 'aws_region_name: is needed for the provider "bedrock"';
  if (apiKey !== null || (aws.accessKeyId !== null && aws.secretAccessKey !== null)) return null;
  return 'aws_access_key_id: and aws_secret_access_key are needed, or an api_key';
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
    id: config.id,
    modelName: config.modelName,
    provider: canonicalName(config.provider),
    upstreamModel: config.upstreamModel,
    origin: url.origin,
    account: accountOf(url, config),
    routes: provider.routes,
    whenAbandoned: provider.whenAbandoned,
    conventions: provider,
    translator: translatorsOf(config, parts),
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
  };
}

function translatorsOf(
  config: DeploymentConfig,
  { apiBase, provider: { translation } }: Parts,
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
