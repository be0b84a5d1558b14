import { NO_USAGE } from '../../pricing/index.ts';
import { asObject, type JsonObject } from '../json.ts';
import { AnthropicEvents } from './anthropic-events.ts';
import { chatEdits } from './chat-edits.ts';
import { EventMeter } from './event-meter.ts';
import { GeminiEvents, geminiInput, geminiText } from './gemini-events.ts';
import type { InferenceRoute, MeterContext, RouteName, UsageContext } from './inference-route.ts';
import { MediaEvents } from './media-events.ts';
import { chatChunkText, OpenAiChunks } from './openai-chunks.ts';
import { ResponsesEvents } from './responses-events.ts';
import { choiceMessages, choiceTexts, fields, noText, textIn } from './texts.ts';
import { heard, spoken } from './unreported.ts';
import { normalise, readAnthropicUsage } from './usage/anthropic-usage.ts';
import { embeddingsInBody } from './usage/embedding-usage.ts';
import { readGeminiUsage } from './usage/gemini-usage.ts';
import { imagesInBody, readImageUsage } from './usage/image-usage.ts';
import { membersOf } from './usage/members.ts';
import { readOpenAiUsage } from './usage/openai-usage.ts';
import { rerankInBody } from './usage/rerank-usage.ts';
import { readResponsesUsage, readTokens } from './usage/responses-usage.ts';
import { readTranscriptUsage, transcriptInBody } from './usage/transcription-usage.ts';

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

const openAiUsage = (body: Buffer, context: UsageContext) =>
  readOpenAiUsage(membersOf(body, 'usage', 'service_tier'), context);
const responsesUsage = (body: Buffer) =>
  readResponsesUsage(
    membersOf(body, 'usage', 'service_tier', ...(ranTools(body) ? TOOLS_RAN : [])),
  );
const anthropicUsage = (body: Buffer) =>
  normalise(readAnthropicUsage(membersOf(body, 'usage').usage));

const geminiUsage = (body: Buffer) =>
  readGeminiUsage(membersOf(body, 'usageMetadata', ...(body.includes(SEARCHED) ? CANDIDATES : [])));
const CANDIDATES = ['candidates'] as const;
const SEARCHED = '"groundingMetadata"';

/** The output is read only where tools may be in it. Content cannot look like this: its quotes are escaped. */
const TOOLS_RAN = ['output'] as const;
const TOOL_TYPES = ['"web_search_call"', '"file_search_call"', '"code_interpreter_call"'];
const ranTools = (body: Buffer) => TOOL_TYPES.some((type) => body.includes(type));

/** Streams of chunks that end in `[DONE]`. */
function chunkMeter(textOf: (chunk: unknown) => string) {
  return (context: MeterContext) => new EventMeter(new OpenAiChunks(context, textOf));
}

function imageMeter({ request }: MeterContext) {
  let made = 0;
  const usageOf = (finished: JsonObject) => {
    made += 1;
    return readImageUsage(finished, { made, asked: request.body });
  };
  return new EventMeter(new MediaEvents(usageOf));
}

const JSON_ROUTE = { dialect: 'openai', encoding: 'json' } as const;
const GEMINI_ROUTE = { dialect: 'gemini', encoding: 'json', inputText: geminiInput } as const;

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
    inputText: fields('messages'),
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
    usageInBody: embeddingsInBody,
    inputText: fields('input'),
    outputText: noText,
  },
  {
    ...JSON_ROUTE,
    name: 'responses',
    path: '/v1/responses',
    upstreamPath: '/responses',
    usageInBody: responsesUsage,
    streamMeter: () => new EventMeter(new ResponsesEvents()),
    inputText: fields('instructions', 'input'),
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
    inputText: fields('system', 'messages'),
    outputText: (answer) => textIn(asObject(answer)?.['content']),
  },
  {
    ...JSON_ROUTE,
    name: 'messages.count_tokens',
    path: '/v1/messages/count_tokens',
    upstreamPath: '/messages/count_tokens',
    dialect: 'anthropic',
    usageInBody: () => NO_USAGE,
    inputText: fields('system', 'messages'),
    outputText: noText,
  },
  {
    ...JSON_ROUTE,
    name: 'images.generations',
    path: '/v1/images/generations',
    upstreamPath: '/images/generations',
    usageInBody: imagesInBody,
    streamMeter: imageMeter,
    inputText: fields('prompt'),
    outputText: noText,
  },
  {
    ...JSON_ROUTE,
    name: 'audio.speech',
    path: '/v1/audio/speech',
    upstreamPath: '/audio/speech',
    usageInBody: () => null,
    streamMeter: () => new EventMeter(new MediaEvents(({ usage }) => readTokens(usage))),
    unreported: spoken,
    inputText: fields('input', 'instructions'),
    outputText: noText,
  },
  {
    dialect: 'openai',
    encoding: 'multipart',
    name: 'audio.transcriptions',
    path: '/v1/audio/transcriptions',
    upstreamPath: '/audio/transcriptions',
    usageInBody: transcriptInBody,
    streamMeter: () => new EventMeter(new MediaEvents(readTranscriptUsage)),
    unreported: heard,
    inputText: fields('prompt'),
    outputText: (answer) => textIn(answer),
  },
  {
    ...JSON_ROUTE,
    name: 'moderations',
    path: '/v1/moderations',
    upstreamPath: '/moderations',
    usageInBody: (body, context) => openAiUsage(body, context) ?? NO_USAGE,
    inputText: fields('input'),
    outputText: noText,
  },
  {
    ...JSON_ROUTE,
    name: 'rerank',
    path: '/v1/rerank',
    upstreamPath: '/rerank',
    usageInBody: rerankInBody,
    inputText: fields('query', 'documents'),
    outputText: noText,
  },
  {
    ...GEMINI_ROUTE,
    name: 'generate_content',
    path: '/v1beta/models/{model}:generateContent',
    upstreamPath: '/models/{model}:generateContent',
    usageInBody: geminiUsage,
    outputText: geminiText,
  },
  {
    ...GEMINI_ROUTE,
    name: 'stream_generate_content',
    path: '/v1beta/models/{model}:streamGenerateContent',
    // The other form it streams in is one long JSON list, which no client of Google's asks for.
    upstreamPath: '/models/{model}:streamGenerateContent?alt=sse',
    streams: true,
    usageInBody: geminiUsage,
    streamMeter: () => new EventMeter(new GeminiEvents()),
    outputText: geminiText,
  },
  {
    ...GEMINI_ROUTE,
    name: 'generate_content.count_tokens',
    path: '/v1beta/models/{model}:countTokens',
    upstreamPath: '/models/{model}:countTokens',
    usageInBody: () => NO_USAGE,
    outputText: noText,
  },
];

/** Each route once, by name. */
export function routeNamed(name: RouteName): InferenceRoute {
  return INFERENCE_ROUTES.find((route) => route.name === name) as InferenceRoute;
}
