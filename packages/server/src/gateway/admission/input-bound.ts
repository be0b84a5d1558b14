import { asList, asObject, type JsonObject } from '../json.ts';
import type { InferenceRequest } from '../routes/inference-route.ts';
import { mediaIn } from '../routes/media-parts.ts';
import { countTokens } from '../tokens/count-tokens.ts';

/** Its tokeniser is not the one that counts here, but a near relation: never a quarter away. */
const TOKENISER_MARGIN = 1.25;
const COUNTED_FAMILIES = /^(chatgpt|gpt-|o[134](-|$))/;

/** Whether the tokens of a model's text can be counted here. */
export function canCount(upstreamModel: string): boolean {
  return COUNTED_FAMILIES.test(upstreamModel);
}

/** The same bound with the request's text counted instead of measured: four times closer, and milliseconds dearer. */
export async function countInput(request: InferenceRequest): Promise<InputBound> {
  const text = request.route.inputText(request.body);
  const [tokens = 0] = await countTokens([text]);
  const bound = boundInput(request);
  const textBytes = Buffer.byteLength(text);
  // What is not text (names of members, tools, pictures) stays measured by its bytes.
  const counted = bound.ownTokens - textBytes + Math.ceil(tokens * TOKENISER_MARGIN);
  return { ...bound, ownTokens: Math.min(bound.ownTokens, Math.max(0, counted)) };
}

/** What a request brings its model that its own bytes do not bound. */
export interface InputBound {
  /** No tokeniser makes more tokens of a request than it has bytes. */
  readonly ownTokens: number;
  /** It names text that is kept elsewhere: only the model's own limit bounds that. */
  readonly readsElsewhere: boolean;
}

/** The wrapping of a message, of a list of tools and of the whole that providers add, generously. */
const TOKENS_PER_MESSAGE = 8;
const TOKENS_OF_TOOLS = 1_000;
const TOKENS_OF_CALL = 64;
const TURNS = ['messages', 'input', 'contents'];
/** A picture given by its address costs by its size, which nobody knows here. The dearest models ask about this much. */
const TOKENS_PER_IMAGE = 6_000;

const CONTEXT_MEMBERS = [
  'previous_response_id',
  'conversation',
  'prompt_id',
  'cachedContent',
  'cached_content',
];
/** Gemini's tools that bring more into the prompt. */
const READING_TOOLS = [
  'urlContext',
  'url_context',
  'fileSearch',
  'file_search',
  'codeExecution',
  'code_execution',
];

export function boundInput(request: InferenceRequest): InputBound {
  const { body, bytes } = request;
  const messages = TURNS.reduce((sum, name) => sum + asList(body[name]).length, 0);
  const media = mediaIn(request);
  return {
    ownTokens:
      bytes.length +
      TOKENS_OF_CALL +
      messages * TOKENS_PER_MESSAGE +
      (body['tools'] === undefined ? 0 : TOKENS_OF_TOOLS) +
      media.images * TOKENS_PER_IMAGE +
      scriptedTokens(body),
    readsElsewhere: media.documents > 0 || readsContext(body),
  };
}

/** A request may tell the simulated provider what to report. */
function scriptedTokens(body: JsonObject): number {
  const tokens = asObject(body['sim'])?.['input_tokens'];
  return typeof tokens === 'number' && Number.isSafeInteger(tokens) && tokens > 0 ? tokens : 0;
}

function readsContext(body: JsonObject): boolean {
  if (CONTEXT_MEMBERS.some((name) => body[name] != null)) return true;
  if (asObject(body['prompt'])?.['id'] !== undefined) return true;
  return asList(body['tools']).some((tool) => READING_TOOLS.some((name) => asObject(tool)?.[name]));
}
