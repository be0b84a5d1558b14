import { asList, asObject, type JsonObject } from '../json.ts';
import type { InferenceRequest } from '../routes/inference-route.ts';
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

/** A part with one of these in its bytes is looked for; all others are text. */
const MEDIA_MARKS = [
  '"image',
  '"input_image',
  '"file',
  '"input_file',
  '"document',
  '"video',
  '"inlineData',
  '"inline_data',
];
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

interface Media {
  images: number;
  /** Kept elsewhere: given by an address or an id. */
  documents: number;
}

function mediaIn({ body, bytes }: InferenceRequest): Media {
  const found: Media = { images: 0, documents: 0 };
  if (MEDIA_MARKS.some((mark) => bytes.includes(mark))) countMedia(body, found);
  return found;
}

function countMedia(value: unknown, found: Media): void {
  if (Array.isArray(value)) {
    for (const each of value) countMedia(each, found);
    return;
  }
  const part = asObject(value);
  if (part === null) return;
  if (isImage(part)) found.images += 1;
  if (isDocument(part['type']) ? !hasOwnBytes(part) : isKeptByGoogle(part)) found.documents += 1;
  for (const name in part) countMedia(part[name], found);
}

function isImage({ type, inlineData, inline_data: inline }: JsonObject): boolean {
  if (type === 'image' || type === 'image_url' || type === 'input_image') return true;
  return asObject(inlineData ?? inline) !== null;
}

/** OpenAI has text in a member of the same name. */
function isKeptByGoogle({ fileData, file_data: file }: JsonObject): boolean {
  return asObject(fileData ?? file) !== null;
}

function isDocument(type: unknown): boolean {
  return type === 'file' || type === 'input_file' || type === 'document' || type === 'video_url';
}

function hasOwnBytes(part: JsonObject): boolean {
  const source = asObject(part['source']) ?? asObject(part['file']) ?? part;
  return source['data'] !== undefined || source['file_data'] !== undefined;
}
