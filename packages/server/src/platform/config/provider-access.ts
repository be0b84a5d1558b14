import { Secret } from '../../kernel/index.ts';
import type { AwsCredentials, UpstreamAccess } from './config.ts';
import type { DeploymentEntry } from './file-schema.ts';

type Params = DeploymentEntry['litellm_params'];

/** Names of variables that do not follow from the provider's own name. */
const KEY_VARIABLES: Readonly<Record<string, readonly string[]>> = {
  bedrock: ['AWS_BEARER_TOKEN_BEDROCK'],
  bedrock_converse: ['AWS_BEARER_TOKEN_BEDROCK'],
  gemini: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  perplexity: ['PERPLEXITYAI_API_KEY', 'PERPLEXITY_API_KEY'],
  together_ai: ['TOGETHERAI_API_KEY', 'TOGETHER_AI_API_KEY', 'TOGETHER_API_KEY'],
};

const AMAZONS = new Set(['bedrock', 'bedrock_converse']);

/** What a deployment of the file is reached with: what it says itself, else what LiteLLM finds in the environment. */
export class ProviderAccess {
  readonly #env: NodeJS.ProcessEnv;

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  to(provider: string, params: Params): UpstreamAccess {
    return {
      apiKey: this.#apiKey(provider, params),
      apiBase: this.#apiBase(provider, params),
      aws: this.#aws(provider, params),
    };
  }

  /** A key of the environment goes to the provider's own address only, or to Azure, where every address is one's own. */
  #apiKey(provider: string, params: Params): Secret | null {
    if (params.api_key !== undefined) return new Secret(params.api_key);
    if (AMAZONS.has(provider) && params.aws_access_key_id !== undefined) return null;
    if (params.api_base !== undefined && provider !== 'azure') return null;
    return secret(this.#first(KEY_VARIABLES[provider] ?? [`${provider.toUpperCase()}_API_KEY`]));
  }

  /** A pair of keys comes from one place: half of one and half of another would be neither. */
  #aws(provider: string, params: Params): AwsCredentials | null {
    if (!AMAZONS.has(provider)) return null;
    const env = this.#env;
    const region =
      params.aws_region_name ??
      this.#first(['AWS_REGION_NAME', 'AWS_REGION', 'AWS_DEFAULT_REGION']) ??
      null;
    const own = params.aws_access_key_id !== undefined;
    return {
      region,
      accessKeyId: (own ? params.aws_access_key_id : env['AWS_ACCESS_KEY_ID']) ?? null,
      secretAccessKey: secret(own ? params.aws_secret_access_key : env['AWS_SECRET_ACCESS_KEY']),
      sessionToken: secret(own ? params.aws_session_token : env['AWS_SESSION_TOKEN']),
    };
  }

  #apiBase(provider: string, { api_base }: Params): string | null {
    return api_base ?? (provider === 'azure' ? (this.#env['AZURE_API_BASE'] ?? null) : null);
  }

  #first(names: readonly string[]): string | undefined {
    return names
      .map((name) => this.#env[name])
      .find((value) => value !== undefined && value !== '');
  }
}

function secret(text: string | undefined): Secret | null {
  return text === undefined || text === '' ? null : new Secret(text);
}
