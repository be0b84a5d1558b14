import { asList, asObject, type JsonObject } from '../json.ts';
import { messageText } from './openai-chunks.ts';

/** Text in whatever nesting of strings, lists and `{ text }` or `{ content }` parts a field has. */
export function textIn(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return joined(value.map(textIn));
  const part = asObject(value);
  if (part === null) return '';
  return textIn(part['text'] ?? part['content'] ?? part['input'] ?? part['output']);
}

/** The text of the named fields of a request. */
export function fields(...names: readonly string[]): (body: JsonObject) => string {
  return (body) => joined(names.map((name) => textIn(body[name])));
}

function joined(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n');
}

/** The text of a whole chat completion. */
export function choiceMessages(answer: unknown): string {
  return asList(asObject(answer)?.['choices'])
    .map((choice) => messageText(asObject(choice)?.['message']))
    .join('');
}

/** The text of a whole text completion, or of a chunk of one. */
export function choiceTexts(answer: unknown): string {
  return asList(asObject(answer)?.['choices'])
    .map((choice) => textIn(asObject(choice)?.['text']))
    .join('');
}

export function noText(): string {
  return '';
}
