/** How an OpenAI-shaped provider is reached. */
export interface Provider {
  /** Null: the deployment must give its `api_base`. */
  readonly apiBase: string | null;
  readonly authentication: 'bearer' | 'api-key';
  /** Azure names the deployment in the path and the version in the query. */
  readonly azurePaths?: true;
}

const bearer = (apiBase: string | null): Provider => ({ apiBase, authentication: 'bearer' });

/** A provider not listed here is taken as OpenAI-compatible, and must give its `api_base`. */
const PROVIDERS: Readonly<Record<string, Provider>> = {
  azure: { apiBase: null, authentication: 'api-key', azurePaths: true },
  deepseek: bearer('https://api.deepseek.com/v1'),
  fireworks_ai: bearer('https://api.fireworks.ai/inference/v1'),
  groq: bearer('https://api.groq.com/openai/v1'),
  mistral: bearer('https://api.mistral.ai/v1'),
  moonshot: bearer('https://api.moonshot.ai/v1'),
  ollama: bearer('http://127.0.0.1:11434/v1'),
  openai: bearer('https://api.openai.com/v1'),
  openrouter: bearer('https://openrouter.ai/api/v1'),
  perplexity: bearer('https://api.perplexity.ai'),
  together_ai: bearer('https://api.together.xyz/v1'),
  xai: bearer('https://api.x.ai/v1'),
};

export function providerNamed(name: string): Provider {
  return PROVIDERS[name] ?? bearer(null);
}
