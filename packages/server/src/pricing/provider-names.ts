/** The catalogue's own ids of the providers users name in `provider/model`. A provider not here has no published prices. */
const CATALOGUE_PROVIDERS: Readonly<Record<string, string>> = {
  anthropic: 'anthropic',
  azure: 'azure',
  azure_ai: 'azure',
  azure_text: 'azure',
  baseten: 'baseten',
  bedrock: 'aws',
  bedrock_converse: 'aws',
  cerebras: 'cerebras',
  cloudflare: 'cloudflare',
  cohere: 'cohere',
  cohere_chat: 'cohere',
  deepseek: 'deepseek',
  fireworks_ai: 'fireworks',
  gemini: 'google',
  github_copilot: 'github-copilot',
  groq: 'groq',
  minimax: 'minimax',
  mistral: 'mistral',
  moonshot: 'moonshotai',
  novita: 'novita',
  openai: 'openai',
  openrouter: 'openrouter',
  ovhcloud: 'ovhcloud',
  perplexity: 'perplexity',
  'text-completion-openai': 'openai',
  together_ai: 'together',
  vertex_ai: 'google',
  vertex_ai_beta: 'google',
  voyage: 'voyageai',
  xai: 'x-ai',
  zai: 'zai',
};

/** Null when nothing is published for the provider: what runs on one's own machines has no list price. */
export function catalogueProviderOf(provider: string): string | null {
  return Object.hasOwn(CATALOGUE_PROVIDERS, provider)
    ? (CATALOGUE_PROVIDERS[provider] ?? null)
    : null;
}

/** The catalogue's ids of all providers that have published prices here. */
export const CATALOGUE_PROVIDER_IDS: readonly string[] = [
  ...new Set(Object.values(CATALOGUE_PROVIDERS)),
];
