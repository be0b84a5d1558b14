import type { LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import { z } from 'zod';
import { asObject, parseJson } from '../json.ts';

/**
 * The part of OpenAI's chat request that can be said in another provider's words. What would change
 * the answer's shape and cannot be had (several choices, probabilities, sound) is refused; other
 * members that are not here are hints, and are passed over.
 */

/** LiteLLM's and OpenRouter's way of marking where Anthropic's prompt cache ends. */
const cacheControl = z
  .object({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() })
  .nullish();

const textPart = z.object({
  type: z.literal('text'),
  text: z.string(),
  cache_control: cacheControl,
});

const address = z
  .string()
  .refine((text) => text.startsWith('data:') || URL.canParse(text), 'must be a URL');

const imagePart = z.object({
  type: z.literal('image_url'),
  image_url: z.union([address, z.object({ url: address }).transform(({ url }) => url)], {
    error: 'must have a URL',
  }),
  cache_control: cacheControl,
});

const filePart = z.object({
  type: z.literal('file'),
  file: z.object({
    file_data: address,
    filename: z.string().optional(),
  }),
  cache_control: cacheControl,
});

const onlyText = z.union([z.string(), z.array(textPart)], 'must be text');

/** What a model needs back to go on from its own reasoning: LiteLLM's `thinking_blocks`. */
const thinkingBlock = z.discriminatedUnion('type', [
  z.object({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() }),
  z.object({ type: z.literal('redacted_thinking'), data: z.string() }),
]);

const toolCall = z.object({
  id: z.string(),
  type: z.literal('function').default('function'),
  function: z.object({
    name: z.string(),
    arguments: z
      .string()
      .transform((text) => asObject(parseJson(text === '' ? '{}' : text)))
      .refine((value) => value !== null, 'must be a JSON object'),
  }),
});

const message = z.discriminatedUnion('role', [
  z.object({
    role: z.enum(['system', 'developer']),
    content: onlyText,
    cache_control: cacheControl,
  }),
  z.object({
    role: z.literal('user'),
    content: z.union([
      z.string(),
      z.array(
        z.discriminatedUnion(
          'type',
          [textPart, imagePart, filePart],
          'must be of type text, image_url or file for this provider',
        ),
      ),
    ]),
    cache_control: cacheControl,
  }),
  z.object({
    role: z.literal('assistant'),
    content: z
      .union([
        z.string(),
        z.array(
          z.union([
            textPart,
            z
              .object({ type: z.literal('refusal'), refusal: z.string() })
              .transform(({ refusal }) => ({ type: 'text' as const, text: refusal })),
          ]),
        ),
      ])
      .nullish(),
    tool_calls: z.array(toolCall).nullish(),
    thinking_blocks: z.array(thinkingBlock).nullish(),
    cache_control: cacheControl,
  }),
  z.object({
    role: z.literal('tool'),
    content: onlyText,
    tool_call_id: z.string(),
    cache_control: cacheControl,
  }),
]);

const schemaObject = z.custom<LanguageModelV4FunctionTool['inputSchema']>(
  (value) => asObject(value) !== null,
  'must be a JSON schema',
);

const tool = z.object({
  type: z.literal('function', 'must be function for this provider'),
  function: z.object({
    name: z.string(),
    description: z.string().nullish(),
    parameters: schemaObject.nullish(),
    strict: z.boolean().nullish(),
  }),
  cache_control: cacheControl,
});

const toolChoice = z.union(
  [
    z.enum(['auto', 'none', 'required']),
    z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) }),
  ],
  'must be auto, none, required or a function',
);

const responseFormat = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({
    type: z.literal('json_schema'),
    json_schema: z.object({
      name: z.string().optional(),
      description: z.string().nullish(),
      schema: schemaObject.nullish(),
    }),
  }),
]);

const count = z.number().int().positive().nullish();
const number = z.number().nullish();
const unavailable = (what: string) => `${what} cannot be had from this provider`;

export const chatSchema = z.object({
  model: z.string(),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  max_completion_tokens: count,
  max_tokens: count,
  temperature: number,
  top_p: number,
  top_k: count,
  presence_penalty: number,
  frequency_penalty: number,
  seed: z.number().int().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  tools: z.array(tool).nullish(),
  tool_choice: toolChoice.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: responseFormat.nullish(),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).nullish(),
  /** Anthropic's own way of saying how long to think; LiteLLM takes it too. */
  thinking: z
    .discriminatedUnion('type', [
      z.object({ type: z.literal('enabled'), budget_tokens: z.number().int().positive() }),
      z.object({ type: z.enum(['adaptive', 'disabled']) }),
    ])
    .nullish(),
  user: z.string().nullish(),
  n: z.literal(1, unavailable('more than one choice')).nullish(),
  logprobs: z.literal(false, unavailable('log probabilities')).nullish(),
  audio: z.null(unavailable('sound')).optional(),
});

export type ChatRequest = z.output<typeof chatSchema>;
export type ChatMessage = ChatRequest['messages'][number];
export type CacheControl = z.output<typeof cacheControl>;
