import { asList, asObject, type JsonObject } from '../json.ts';
import { messageText } from './openai-chunks.ts';

/** Text in whatever nesting of strings, lists and `{ text }` or `{ content }` parts a field has; calls of tools, too. */
export function textIn(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return joined(value.map(textIn));
  const part = asObject(value);
  if (part === null) return '';
  const said = textIn(part['text'] ?? part['content'] ?? part['output']);
  const calls = [...asList(part['tool_calls']), { function: part['function_call'] }, part];
  return joined([said, ...calls.map(callText)]);
}

/** What a call of a tool hands over, in any dialect: `arguments` are text of JSON, `input` is JSON or text. */
function callText(call: unknown): string {
  const called = asObject(asObject(call)?.['function']) ?? asObject(call);
  if (called === null) return '';
  const given = called['arguments'] ?? called['input'] ?? called['args'];
  return given === undefined ? '' : joined([stringsIn(called['name']), stringsIn(given)]);
}

/** Every text and name in a value, such as what tools are described by. Never longer than its JSON. */
export function stringsIn(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return joined(value.map(stringsIn));
  return joined(
    Object.entries(asObject(value) ?? {}).flatMap(([name, each]) => [name, stringsIn(each)]),
  );
}

/** The text of the named fields of a request, and that of its tools. */
export function fields(...names: readonly string[]): (body: JsonObject) => string {
  return (body) => joined([...names.map((name) => textIn(body[name])), ...toolTexts(body)]);
}

/** Models are told of their tools in the prompt, and of the form of the answer. */
function toolTexts(body: JsonObject): readonly string[] {
  return [body['tools'], body['functions'], body['response_format'], body['output_config']].map(
    stringsIn,
  );
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
