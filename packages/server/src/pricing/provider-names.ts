/** The catalogue's own ids of the providers users name in `provider/model`. A provider not here has no published prices. */
const CATALOGUE_PROVIDERS: Readonly<Record<string, string>> = {
  anthropic: 'anthropic',
  azure: 'azure',
  bedrock: 'aws',
  cerebras: 'cerebras',
  cohere: 'cohere',
  deepseek: 'deepseek',
  fireworks_ai: 'fireworks',
  gemini: 'google',
  groq: 'groq',
  mistral: 'mistral',
  moonshot: 'moonshotai',
  openai: 'openai',
  openrouter: 'openrouter',
  perplexity: 'perplexity',
  together_ai: 'together',
  vertex_ai: 'google',
  xai: 'x-ai',
};

/** Null when nothing is published for the provider: what runs on one's own machines has no list price. */
export function catalogueProviderOf(provider: string): string | null {
  return CATALOGUE_PROVIDERS[provider] ?? null;
}

/** The catalogue's ids of all providers that have published prices here. */
export const CATALOGUE_PROVIDER_IDS: readonly string[] = [
  ...new Set(Object.values(CATALOGUE_PROVIDERS)),
];
