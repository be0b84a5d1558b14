import { asObject, type JsonObject } from '../json.ts';
import type { InferenceRequest } from './inference-route.ts';

/** What a request brings beside text. */
export interface Media {
  /** Pictures, and whatever else Gemini is given in line. */
  images: number;
  /** Kept elsewhere: given by an address or an id. */
  documents: number;
}

/** Counts the parts that are not text. Most bytes are: what was parsed of them is soon looked through. */
export function mediaIn({ body }: InferenceRequest): Media {
  const found: Media = { images: 0, documents: 0 };
  countMedia(body, found);
  return found;
}

function countMedia(value: unknown, found: Media): void {
  if (typeof value !== 'object') return;
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
