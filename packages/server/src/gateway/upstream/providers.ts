import type { RouteName } from '../routes/index.ts';

/** What a provider can do and how it is reached. */
export interface Provider {
  /** Null: the deployment must give its `api_base`. */
  readonly apiBase: string | null;
  /** How its key is sent; `both` for an address that serves two dialects. */
  readonly authentication: 'bearer' | 'api-key' | 'anthropic';
  readonly routes: ReadonlySet<RouteName>;
  /**
   * What becomes of a stream whose caller left: it is stopped, and billed for what came; or, where the
   * provider bills all it generates whoever reads it, read to its end.
   */
  readonly whenAbandoned: 'stop' | 'drain';
  /** Azure names the deployment in the path and the version in the query. */
  readonly azurePaths?: true;
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
const EVERYTHING: readonly RouteName[] = [...OPENAI, ...MESSAGES, 'rerank'];

const bearer = (apiBase: string | null, routes: readonly RouteName[]): Provider => ({
  apiBase,
  authentication: 'bearer',
  routes: new Set(routes),
  whenAbandoned: 'stop',
});

const drained = (provider: Provider): Provider => ({ ...provider, whenAbandoned: 'drain' });

/**
 * What each provider offers, from its own documentation. One that is not listed is taken as
 * OpenAI-compatible, must give its `api_base`, and answers for itself whether it knows a route.
 */
const PROVIDERS: Readonly<Record<string, Provider>> = {
  anthropic: {
    apiBase: 'https://api.anthropic.com/v1',
    authentication: 'anthropic',
    routes: new Set<RouteName>([...CHAT, ...MESSAGES]),
    whenAbandoned: 'stop',
  },
  azure: { ...bearer(null, OPENAI), authentication: 'api-key', azurePaths: true },
  deepseek: bearer('https://api.deepseek.com/v1', [...CHAT, 'completions']),
  fireworks_ai: bearer('https://api.fireworks.ai/inference/v1', [...TEXT, 'rerank']),
  gemini: drained(
    bearer('https://generativelanguage.googleapis.com/v1beta/openai', [
      ...CHAT,
      'embeddings',
      'images.generations',
    ]),
  ),
  groq: drained(
    bearer('https://api.groq.com/openai/v1', [
      ...CHAT,
      'responses',
      'audio.speech',
      'audio.transcriptions',
    ]),
  ),
  mistral: drained(bearer('https://api.mistral.ai/v1', [...CHAT, 'embeddings', 'moderations'])),
  moonshot: bearer('https://api.moonshot.ai/v1', CHAT),
  ollama: bearer('http://127.0.0.1:11434/v1', [...TEXT, 'responses', 'messages']),
  openai: bearer('https://api.openai.com/v1', OPENAI),
  openrouter: bearer('https://openrouter.ai/api/v1', [...TEXT, 'responses', 'messages']),
  perplexity: bearer('https://api.perplexity.ai', CHAT),
  sim: bearer(null, EVERYTHING),
  together_ai: bearer('https://api.together.xyz/v1', [...TEXT, 'images.generations', 'rerank']),
  xai: bearer('https://api.x.ai/v1', [...CHAT, 'responses', 'images.generations']),
};

const UNKNOWN = bearer(null, EVERYTHING);

export function providerNamed(name: string): Provider {
  return PROVIDERS[name] ?? UNKNOWN;
}
