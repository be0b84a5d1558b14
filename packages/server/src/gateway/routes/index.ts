import { NO_USAGE, type Usage } from '../../pricing/index.ts';
import { asObject, type JsonObject } from '../json.ts';
import type { Refusal } from '../response/refusal.ts';
import { AnthropicEvents } from './anthropic-events.ts';
import { normalise, readAnthropicUsage } from './anthropic-usage.ts';
import { chatEdits } from './chat-edits.ts';
import { EventMeter } from './event-meter.ts';
import type { InferenceRoute, MeterContext, RouteName, UsageContext } from './inference-route.ts';
import { MediaEvents } from './media-events.ts';
import { chatChunkText, OpenAiChunks } from './openai-chunks.ts';
import { memberOf, readOpenAiUsage, readResponsesUsage } from './openai-usage.ts';
import { ResponsesEvents } from './responses-events.ts';
import { choiceMessages, choiceTexts, fields, noText, textIn } from './texts.ts';

export type {
  CostOf,
  InferenceRequest,
  InferenceRoute,
  MeterContext,
  RouteName,
  StreamMeter,
  UpstreamConventions,
  UpstreamTraits,
  UsageContext,
} from './inference-route.ts';

const openAiUsage = (body: Buffer, { conventions }: UsageContext) =>
  readOpenAiUsage(memberOf(body, 'usage'), conventions);
const responsesUsage = (body: Buffer) => readResponsesUsage(memberOf(body, 'usage'));

/** Streams of chunks that end in `[DONE]`. */
function chunkMeter(textOf: (chunk: unknown) => string) {
  return (context: MeterContext) => new EventMeter(new OpenAiChunks(context, textOf));
}

const mediaMeter = () => new EventMeter(new MediaEvents());

const JSON_ROUTE = { dialect: 'openai', encoding: 'json' } as const;

/** Every route that reaches a model. A path that is not here reaches none. */
export const INFERENCE_ROUTES: readonly InferenceRoute[] = [
  {
    ...JSON_ROUTE,
    name: 'chat.completions',
    path: '/v1/chat/completions',
    upstreamPath: '/chat/completions',
    edits: chatEdits,
    usageInBody: openAiUsage,
    streamMeter: chunkMeter(chatChunkText),
    inputText: fields('messages', 'tools'),
    outputText: choiceMessages,
  },
  {
    ...JSON_ROUTE,
    name: 'completions',
    path: '/v1/completions',
    upstreamPath: '/completions',
    edits: chatEdits,
    usageInBody: openAiUsage,
    streamMeter: chunkMeter(choiceTexts),
    inputText: fields('prompt', 'suffix'),
    outputText: choiceTexts,
  },
  {
    ...JSON_ROUTE,
    name: 'embeddings',
    path: '/v1/embeddings',
    upstreamPath: '/embeddings',
    usageInBody: openAiUsage,
    inputText: fields('input'),
    outputText: noText,
  },
  {
    ...JSON_ROUTE,
    name: 'responses',
    path: '/v1/responses',
    upstreamPath: '/responses',
    usageInBody: responsesUsage,
    objection: inBackground,
    streamMeter: () => new EventMeter(new ResponsesEvents()),
    inputText: fields('instructions', 'input', 'tools'),
    outputText: (answer) => textIn(asObject(answer)?.['output']),
  },
  {
    ...JSON_ROUTE,
    name: 'messages',
    path: '/v1/messages',
    upstreamPath: '/messages',
    dialect: 'anthropic',
    usageInBody: anthropicUsage,
    streamMeter: () => new EventMeter(new AnthropicEvents()),
    inputText: fields('system', 'messages', 'tools'),
    outputText: (answer) => textIn(asObject(answer)?.['content']),
  },
  {
    ...JSON_ROUTE,
    name: 'messages.count_tokens',
    path: '/v1/messages/count_tokens',
    upstreamPath: '/messages/count_tokens',
    dialect: 'anthropic',
    usageInBody: () => NO_USAGE,
    inputText: fields('system', 'messages', 'tools'),
    outputText: noText,
  },
  {
    ...JSON_ROUTE,
    name: 'images.generations',
    path: '/v1/images/generations',
    upstreamPath: '/images/generations',
    usageInBody: responsesUsage,
    streamMeter: mediaMeter,
    inputText: fields('prompt'),
    outputText: noText,
  },
  {
    ...JSON_ROUTE,
    name: 'audio.speech',
    path: '/v1/audio/speech',
    upstreamPath: '/audio/speech',
    usageInBody: () => null,
    streamMeter: mediaMeter,
    inputText: fields('input', 'instructions'),
    outputText: noText,
  },
  {
    dialect: 'openai',
    encoding: 'multipart',
    name: 'audio.transcriptions',
    path: '/v1/audio/transcriptions',
    upstreamPath: '/audio/transcriptions',
    usageInBody: responsesUsage,
    streamMeter: mediaMeter,
    inputText: fields('prompt'),
    outputText: (answer) => textIn(answer),
  },
  {
    ...JSON_ROUTE,
    name: 'moderations',
    path: '/v1/moderations',
    upstreamPath: '/moderations',
    usageInBody: () => NO_USAGE,
    inputText: fields('input'),
    outputText: noText,
  },
  {
    ...JSON_ROUTE,
    name: 'rerank',
    path: '/v1/rerank',
    upstreamPath: '/rerank',
    usageInBody: openAiUsage,
    inputText: fields('query', 'documents'),
    outputText: noText,
  },
];

function anthropicUsage(body: Buffer): Usage | null {
  return normalise(readAnthropicUsage(memberOf(body, 'usage')));
}

/** Its answer would be fetched by id later, by a route that is not here: nobody would see its usage. */
function inBackground(body: JsonObject): Refusal | null {
  if (body['background'] !== true) return null;
  const message = 'A response in the background cannot be metered. Leave background out.';
  return { code: 'invalid_value', message, param: 'background' };
}

/** Each route once, by name. */
export function routeNamed(name: RouteName): InferenceRoute {
  return INFERENCE_ROUTES.find((route) => route.name === name) as InferenceRoute;
}
