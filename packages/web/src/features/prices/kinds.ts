/** Kinds of prices in words; a kind that is not here is shown by its own name. */
const KINDS: Readonly<Record<string, string>> = {
  input: 'Input',
  cached_input: 'Cached input',
  cache_write: 'Cache write',
  cache_write_1h: 'Cache write, 1 hour',
  output: 'Output',
  reasoning: 'Reasoning',
  input_audio: 'Audio input',
  output_audio: 'Audio output',
  cached_audio: 'Cached audio',
  input_image: 'Image input',
  cached_image: 'Cached image',
  output_image: 'Image output',
  output_image_count: 'Image made',
  request: 'Request',
  web_search: 'Web search',
  file_search: 'File search',
};

/** "Image made, hd/1024x1024" for `output_image_count:hd/1024x1024`. */
export function kindName(kind: string): string {
  const colon = kind.indexOf(':');
  if (colon < 0) return KINDS[kind] ?? kind.replaceAll('_', ' ');
  return `${kindName(kind.slice(0, colon))}, ${kind.slice(colon + 1)}`;
}
