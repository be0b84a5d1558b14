import type { UsageBound } from '../../pricing/index.ts';
import { asList, asObject } from '../json.ts';
import type { InferenceRequest, RouteName } from '../routes/inference-route.ts';

type MediaBound = Pick<UsageBound, 'fixedOutputTokens' | 'units'>;

const NOTHING: MediaBound = { fixedOutputTokens: 0, units: {} };

/** Published image models write at most some 6,200 tokens for a picture of the highest quality. */
const TOKENS_PER_IMAGE = 10_000;
/** Speech: a slow speaker needs a fifth of a second for a character, and models some ten tokens. */
const MS_PER_CHARACTER = 200;
const TOKENS_PER_CHARACTER = 10;
/** No recording worth sending has fewer bytes for a second than this. */
const AUDIO_BYTES_PER_SECOND = 1_000;
const SPOKEN_TOKENS_PER_SECOND = 20;
const DOCUMENTS_PER_SEARCH_UNIT = 100;
/** Searches a call makes that sets no limit of its own. */
const SEARCHES = 10;

const GOOGLE_SEARCHES = [
  'googleSearch',
  'google_search',
  'googleSearchRetrieval',
  'google_search_retrieval',
];

const BOUNDS: Readonly<Partial<Record<RouteName, (request: InferenceRequest) => MediaBound>>> = {
  'images.generations': ({ body }) => {
    const images = countIn(body['n']) ?? 1;
    return {
      fixedOutputTokens: images * TOKENS_PER_IMAGE,
      units: { output_image_count: images },
    };
  },
  'audio.speech': ({ body }) => {
    const characters = typeof body['input'] === 'string' ? body['input'].length : 0;
    const ms = characters * MS_PER_CHARACTER;
    return {
      fixedOutputTokens: characters * TOKENS_PER_CHARACTER,
      units: { input_character: characters, output_ms: ms, output_audio_ms: ms },
    };
  },
  'audio.transcriptions': ({ bytes }) => {
    const seconds = Math.ceil(bytes.length / AUDIO_BYTES_PER_SECOND);
    const ms = seconds * 1_000;
    return {
      fixedOutputTokens: seconds * SPOKEN_TOKENS_PER_SECOND,
      units: { input_ms: ms, input_audio_ms: ms },
    };
  },
  rerank: ({ body }) => ({
    fixedOutputTokens: 0,
    units: {
      query: Math.ceil(asList(body['documents']).length / DOCUMENTS_PER_SEARCH_UNIT) || 1,
    },
  }),
};

/** The most a call can use beside text: pictures, speech, and what its provider's tools do. */
export function boundMedia(request: InferenceRequest): MediaBound {
  const bound = BOUNDS[request.route.name];
  return bound === undefined ? toolsIn(request) : bound(request);
}

function toolsIn({ body }: InferenceRequest): MediaBound {
  const tools = asList(body['tools']);
  const searches = body['web_search_options'] === undefined ? 0 : SEARCHES;
  if (tools.length === 0 && searches === 0) return NOTHING;
  const usesOf = (kind: string) =>
    tools
      .map(asObject)
      .filter((tool) => String(tool?.['type']).startsWith(kind))
      .reduce((sum, tool) => sum + (countIn(tool?.['max_uses']) ?? SEARCHES), 0);
  const units = {
    web_search: searches + usesOf('web_search') + (tools.some(isGoogleSearch) ? 1 : 0),
    file_search: usesOf('file_search'),
    code_session: usesOf('code_'),
  };
  return { fixedOutputTokens: 0, units };
}

/** Gemini's own API names its tools by the member. An answer is billed for one search. */
function isGoogleSearch(tool: unknown): boolean {
  return GOOGLE_SEARCHES.some((name) => asObject(tool)?.[name] !== undefined);
}

function countIn(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;
}
