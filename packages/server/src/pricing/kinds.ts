/** Tokens of the input. All but `input` itself are parts of it. */
export type InputTokenKind =
  | 'input'
  | 'cached_input'
  | 'cached_audio'
  | 'cached_image'
  | 'cache_write'
  | 'cache_write_1h'
  | 'input_audio'
  | 'input_image'
  | 'input_video';

/** Tokens of the output. All but `output` itself are parts of it. */
export type OutputTokenKind =
  | 'output'
  | 'reasoning'
  | 'output_audio'
  | 'output_image'
  | 'output_video'
  | 'citation';

export type TokenKind = InputTokenKind | OutputTokenKind;

/** Work measured otherwise than in tokens. Durations are in milliseconds, so that every quantity is whole. */
export type MeasuredKind =
  | 'input_character'
  | 'output_character'
  | 'input_image_count'
  | 'output_image_count'
  | 'input_pixel'
  | 'output_pixel'
  | 'input_ms'
  | 'output_ms'
  | 'input_audio_ms'
  | 'output_audio_ms'
  | 'input_video_ms'
  | 'output_video_ms'
  | 'input_message'
  | 'page'
  | 'annotated_page'
  | 'query'
  | 'request';

/** What a provider runs beside the model, at prices that neither service tier nor region changes. */
export type ToolKind =
  | 'web_search'
  | 'maps_query'
  | 'file_search'
  | 'code_session'
  | 'computer_input'
  | 'computer_output';

/** What is counted. */
export type PricedKind = TokenKind | MeasuredKind | ToolKind;

/** A kind, or one variant of it: `output_image_count:hd/1024x1024`, `web_search:high`. */
export type PriceKey = PricedKind | `${PricedKind}:${string}`;

type Class = 'token' | 'measured' | 'tool';

const CLASSES: Readonly<Record<PricedKind, Class>> = {
  input: 'token',
  cached_input: 'token',
  cached_audio: 'token',
  cached_image: 'token',
  cache_write: 'token',
  cache_write_1h: 'token',
  input_audio: 'token',
  input_image: 'token',
  input_video: 'token',
  output: 'token',
  reasoning: 'token',
  output_audio: 'token',
  output_image: 'token',
  output_video: 'token',
  citation: 'token',
  input_character: 'measured',
  output_character: 'measured',
  input_image_count: 'measured',
  output_image_count: 'measured',
  input_pixel: 'measured',
  output_pixel: 'measured',
  input_ms: 'measured',
  output_ms: 'measured',
  input_audio_ms: 'measured',
  output_audio_ms: 'measured',
  input_video_ms: 'measured',
  output_video_ms: 'measured',
  input_message: 'measured',
  page: 'measured',
  annotated_page: 'measured',
  query: 'measured',
  request: 'tool',
  web_search: 'tool',
  maps_query: 'tool',
  file_search: 'tool',
  code_session: 'tool',
  computer_input: 'tool',
  computer_output: 'tool',
};

export function kindOf(key: PriceKey): PricedKind {
  const colon = key.indexOf(':');
  return (colon < 0 ? key : key.slice(0, colon)) as PricedKind;
}

/** What sound and film are priced as where a list states one price for all time. */
const ANY_TIME: Readonly<Partial<Record<PricedKind, PricedKind>>> = {
  input_audio_ms: 'input_ms',
  input_video_ms: 'input_ms',
  output_audio_ms: 'output_ms',
  output_video_ms: 'output_ms',
};

/**
 * Whose price a variant may have, its own first: `output_image_count:hd/1024x1024`, then that of the
 * size at any quality, then that of any image. A more specific price is never guessed from another one.
 */
export function priceKeysFor(key: PriceKey): readonly PriceKey[] {
  const kind = kindOf(key);
  const kinds = [kind, ANY_TIME[kind]].filter((each) => each !== undefined);
  const keys: PriceKey[] = [];
  for (let rest = key.slice(kind.length + 1); rest !== ''; rest = tail(rest)) {
    keys.push(...kinds.map((each): PriceKey => `${each}:${rest}`));
  }
  return [...keys, ...kinds];
}

function tail(path: string): string {
  const slash = path.indexOf('/');
  return slash < 0 ? '' : path.slice(slash + 1);
}

export function classOf(key: PriceKey): Class {
  return CLASSES[kindOf(key)];
}

export function isPriceKey(text: string): text is PriceKey {
  const colon = text.indexOf(':');
  const kind = colon < 0 ? text : text.slice(0, colon);
  return Object.hasOwn(CLASSES, kind) && colon !== text.length - 1;
}
