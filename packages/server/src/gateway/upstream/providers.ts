import type { RouteName, UpstreamConventions } from '../routes/index.ts';

/** What a provider can do and how it is reached. `docs/providers.md` shows this table, and a test compares them. */
export interface Provider extends UpstreamConventions {
  readonly title: string;
  /** Null: the deployment must give its `api_base` (or its region). */
  readonly apiBase: string | null;
  readonly credential: Credential;
  /** A route that is not here is refused before the provider is asked. */
  readonly routes: ReadonlySet<RouteName>;
  /** Those of the routes that are put into the provider's own words, by whose library. */
  readonly translation: Translation | null;
  /**
   * What becomes of a stream whose caller left: it is stopped, and billed for what came; or, where the
   * provider bills all it generates whoever reads it, read to its end.
   */
  readonly whenAbandoned: 'stop' | 'drain';
  /** Azure names the deployment in the path and the version in the query. */
  readonly paths: 'openai' | 'azure';
  /** Where a route is, if not below the base address as with OpenAI. */
  readonly pathOf: Readonly<Partial<Record<RouteName, string>>>;
}

/** How a key is sent: as a bearer token, in a header of that name, or as an AWS signature. */
export type Credential = 'bearer' | 'api-key' | 'x-api-key' | 'aws';

export interface Translation {
  readonly into: 'anthropic' | 'bedrock';
  readonly routes: ReadonlySet<RouteName>;
}

const CHAT: readonly RouteName[] = ['chat.completions'];
const TEXT: readonly RouteName[] = [...CHAT, 'completions', 'embeddings'];
const OPENAI: readonly RouteName[] = [
  ...TEXT,
  'responses',
  'images.generations',
  'audio.speech',
  'audio.transcriptions',
  'moderations',
];
const MESSAGES: readonly RouteName[] = ['messages', 'messages.count_tokens'];
const GEMINI: readonly RouteName[] = [
  'generate_content',
  'stream_generate_content',
  'generate_content.count_tokens',
];
const SIMULATED: readonly RouteName[] = [...TEXT, 'responses', ...MESSAGES];
const SELF_HOSTED: readonly RouteName[] = [...OPENAI, ...MESSAGES, 'rerank'];
const EVERYTHING: readonly RouteName[] = [...SELF_HOSTED, ...GEMINI];
/** Azure judges text elsewhere. */
const AZURE = OPENAI.filter((name) => name !== 'moderations');

type Facts = Partial<Omit<Provider, 'title' | 'apiBase' | 'routes'>>;

/** An OpenAI-shaped provider, but for what is said otherwise. */
function provider(
  title: string,
  apiBase: string | null,
  routes: readonly RouteName[],
  facts: Facts = {},
): Provider {
  return {
    title,
    apiBase,
    routes: new Set(routes),
    credential: 'bearer',
    translation: null,
    whenAbandoned: 'stop',
    paths: 'openai',
    pathOf: {},
    streamUsage: 'asked',
    outputLimit: 'either',
    reasoning: 'reported',
    ...facts,
  };
}

const translatedChat = (into: Translation['into']): Facts => ({
  translation: { into, routes: new Set(CHAT) },
});

/**
 * What each provider offers, from its own documentation (who bills an abandoned stream: OpenRouter's
 * list of providers that support cancellation). One that is not listed is taken as OpenAI-compatible,
 * must give its `api_base`, and answers for itself whether it knows a route.
 */
export const PROVIDERS: Readonly<Record<string, Provider>> = {
  anthropic: provider('Anthropic', 'https://api.anthropic.com/v1', [...CHAT, ...MESSAGES], {
    credential: 'x-api-key',
    ...translatedChat('anthropic'),
  }),
  azure: provider('Azure OpenAI', null, AZURE, { credential: 'api-key', paths: 'azure' }),
  bedrock: provider('Amazon Bedrock', null, CHAT, {
    credential: 'aws',
    whenAbandoned: 'drain',
    ...translatedChat('bedrock'),
  }),
  deepseek: provider('DeepSeek', 'https://api.deepseek.com/v1', [...CHAT, 'completions'], {
    outputLimit: 'max_tokens',
  }),
  fireworks_ai: provider('Fireworks AI', 'https://api.fireworks.ai/inference/v1', [
    ...TEXT,
    'rerank',
  ]),
  gemini: provider(
    'Google Gemini',
    'https://generativelanguage.googleapis.com/v1beta/openai',
    [...CHAT, 'embeddings', 'images.generations', ...GEMINI],
    { whenAbandoned: 'drain', reasoning: 'beside' },
  ),
  groq: provider(
    'Groq',
    'https://api.groq.com/openai/v1',
    [...CHAT, 'responses', 'audio.speech', 'audio.transcriptions'],
    { whenAbandoned: 'drain' },
  ),
  mistral: provider(
    'Mistral',
    'https://api.mistral.ai/v1',
    [...CHAT, 'embeddings', 'moderations', 'audio.transcriptions'],
    // Members it does not know are errors there, `stream_options` and `max_completion_tokens` among them.
    { whenAbandoned: 'drain', streamUsage: 'unasked', outputLimit: 'max_tokens' },
  ),
  moonshot: provider('Moonshot', 'https://api.moonshot.ai/v1', CHAT),
  ollama: provider('Ollama', 'http://127.0.0.1:11434/v1', [...TEXT, 'responses', 'messages'], {
    outputLimit: 'max_tokens',
  }),
  openai: provider('OpenAI', 'https://api.openai.com/v1', OPENAI),
  openrouter: provider('OpenRouter', 'https://openrouter.ai/api/v1', [
    ...TEXT,
    'responses',
    'messages',
  ]),
  perplexity: provider('Perplexity', 'https://api.perplexity.ai', [...CHAT, 'responses'], {
    streamUsage: 'unasked',
    outputLimit: 'max_tokens',
    pathOf: { responses: '/v1/responses' },
  }),
  sim: provider('Simulated', null, SIMULATED),
  together_ai: provider('Together AI', 'https://api.together.xyz/v1', [
    ...TEXT,
    'images.generations',
    'rerank',
  ]),
  vllm: provider('vLLM', null, SELF_HOSTED),
  xai: provider('xAI', 'https://api.x.ai/v1', [...CHAT, 'responses', 'images.generations'], {
    reasoning: 'beside',
  }),
};

/** LiteLLM's names for those it has two of. */
const ALIASES: Readonly<Record<string, string>> = {
  bedrock_converse: 'bedrock',
  hosted_vllm: 'vllm',
  ollama_chat: 'ollama',
};

const UNKNOWN = provider('any other', null, EVERYTHING);

/** The name a provider goes by here. */
export function canonicalName(name: string): string {
  return Object.hasOwn(ALIASES, name) ? (ALIASES[name] as string) : name;
}

export function isKnown(name: string): boolean {
  return Object.hasOwn(PROVIDERS, canonicalName(name));
}

export function providerNamed(name: string): Provider {
  return isKnown(name) ? (PROVIDERS[canonicalName(name)] as Provider) : UNKNOWN;
}
