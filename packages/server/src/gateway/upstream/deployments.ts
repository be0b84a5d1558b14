import { OperatorError, type Secret } from '../../kernel/index.ts';
import type { DeploymentConfig } from '../../platform/config/index.ts';
import {
  catalogueProviderOf,
  DeploymentPrice,
  isPriceField,
  type PriceVersion,
  readCustomPrices,
  type UnpricedPolicy,
} from '../../pricing/index.ts';
import { type Provider, providerNamed } from './providers.ts';

/** One upstream behind a model name, ready to be called. */
export interface Deployment {
  readonly modelName: string;
  readonly provider: string;
  readonly upstreamModel: string;
  readonly origin: string;
  readonly chatPath: string;
  /** Headers of every request to it, its credential included. */
  readonly headers: Readonly<Record<string, string>>;
  readonly price: DeploymentPrice;
  readonly unpriced: UnpricedPolicy;
}

const DEFAULT_AZURE_API_VERSION = '2024-10-21';

export interface DeploymentOptions {
  /** Base URL of the built-in simulated provider. */
  readonly simBaseUrl: string;
  readonly fallbackPrice: Readonly<Record<string, string>> | null;
}

/** Makes the configured deployments callable. Every problem of all of them is reported together. */
export function createDeployments(
  configs: readonly DeploymentConfig[],
  options: DeploymentOptions,
): { deployments: Deployment[]; problems: string[] } {
  const problems: string[] = [];
  const fallback = readPrices(options.fallbackPrice ?? {}, 'fallback_price', problems);
  const deployments = configs.flatMap((config) => {
    const base = config.provider === 'sim' ? options.simBaseUrl : config.apiBase;
    const provider = providerNamed(config.provider);
    const apiBase = base ?? provider.apiBase;
    const custom = readPrices(priceSettings(config), `${config.path}.model_info`, problems);
    if (apiBase !== null) return [create(config, { apiBase, provider, custom, fallback })];
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
  readonly custom: PriceVersion | null;
  readonly fallback: PriceVersion | null;
}

function create(config: DeploymentConfig, parts: Parts): Deployment {
  const { provider, custom, fallback } = parts;
  const url = new URL(parts.apiBase);
  const known = config.baseModel ?? `${config.provider}/${config.upstreamModel}`;
  const slash = known.indexOf('/');
  return {
    modelName: config.modelName,
    provider: config.provider,
    upstreamModel: config.upstreamModel,
    origin: url.origin,
    chatPath: chatPath(url, provider, config),
    headers: upstreamHeaders(config.apiKey, provider),
    price: new DeploymentPrice({
      custom,
      catalogueProvider: catalogueProviderOf(slash < 0 ? config.provider : known.slice(0, slash)),
      catalogueModel: known.slice(slash + 1),
      fallback,
    }),
    unpriced: config.unpriced,
  };
}

function chatPath(base: URL, provider: Provider, config: DeploymentConfig): string {
  const root = base.pathname.replace(/\/+$/, '');
  if (!provider.azurePaths) return `${root}/chat/completions`;
  const version = config.apiVersion ?? DEFAULT_AZURE_API_VERSION;
  const deployment = encodeURIComponent(config.upstreamModel);
  return `${root}/openai/deployments/${deployment}/chat/completions?api-version=${version}`;
}

function upstreamHeaders(apiKey: Secret | null, provider: Provider): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'tollgate',
  };
  if (apiKey === null) return headers;
  if (provider.authentication === 'bearer') headers['authorization'] = `Bearer ${apiKey.reveal()}`;
  else headers['api-key'] = apiKey.reveal();
  return headers;
}

function priceSettings(config: DeploymentConfig): Record<string, string> {
  const entries = Object.entries(config.settings).filter(([name]) => isPriceField(name));
  return Object.fromEntries(entries);
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

/** The deployments of a model name, each in turn. */
export class ModelDirectory {
  readonly #byName = new Map<string, { deployments: Deployment[]; next: number }>();

  constructor(deployments: readonly Deployment[]) {
    if (deployments.length === 0) throw new OperatorError('No model is configured');
    for (const deployment of deployments) {
      const entry = this.#byName.get(deployment.modelName);
      if (entry === undefined) {
        this.#byName.set(deployment.modelName, { deployments: [deployment], next: 0 });
      } else entry.deployments.push(deployment);
    }
  }

  names(): string[] {
    return [...this.#byName.keys()];
  }

  /** Null when no deployment has that name. */
  pick(modelName: string): Deployment | null {
    const entry = this.#byName.get(modelName);
    if (entry === undefined) return null;
    const chosen = entry.deployments[entry.next % entry.deployments.length] as Deployment;
    entry.next += 1;
    return chosen;
  }
}
