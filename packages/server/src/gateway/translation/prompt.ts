import type {
  LanguageModelV4FilePart,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
  LanguageModelV4ReasoningPart,
  SharedV4ProviderOptions,
} from '@ai-sdk/provider';
import type { CacheControl, ChatMessage } from './chat-schema.ts';

type MessageOf<Role extends ChatMessage['role']> = Extract<ChatMessage, { role: Role }>;
type UserPart = Exclude<MessageOf<'user'>['content'], string>[number];

/**
 * Chat messages as the translating library has them. Instructions come first, wherever they stood:
 * neither Anthropic nor Bedrock takes them between turns (and Anthropic's own OpenAI-compatible
 * endpoint moves them alike).
 */
export function toPrompt(messages: readonly ChatMessage[]): LanguageModelV4Prompt {
  const isInstruction = ({ role }: ChatMessage) => role === 'system' || role === 'developer';
  const ordered = [...messages.filter(isInstruction), ...messages.filter((m) => !isInstruction(m))];
  const toolNames = namesOfCalls(messages);
  return ordered.map((message) => toMessage(message, toolNames));
}

function toMessage(
  message: ChatMessage,
  toolNames: ReadonlyMap<string, string>,
): LanguageModelV4Message {
  const options = cached(message.cache_control);
  switch (message.role) {
    case 'system':
    case 'developer':
      return {
        role: 'system',
        content: textOf(message.content),
        ...cachedInside(message),
        ...options,
      };
    case 'user':
      return { role: 'user', content: userParts(message), ...options };
    case 'assistant':
      return { role: 'assistant', content: assistantParts(message), ...options };
    case 'tool':
      return { role: 'tool', content: [toolResult(message, toolNames)], ...options };
  }
}

/** A system message has one text: a cache mark on any of its parts is one on all of it. */
function cachedInside({ content }: MessageOf<'system' | 'developer'>) {
  if (typeof content === 'string') return {};
  return cached(content.find((part) => part.cache_control)?.cache_control);
}

function textOf(content: string | readonly { readonly text: string }[]): string {
  return typeof content === 'string' ? content : content.map(({ text }) => text).join('\n');
}

function userParts({ content }: MessageOf<'user'>) {
  if (typeof content === 'string') return [{ type: 'text' as const, text: content }];
  return content.map((part) => {
    const options = cached(part.cache_control);
    return part.type === 'text'
      ? { type: part.type, text: part.text, ...options }
      : { ...toFile(part), ...options };
  });
}

const UNKNOWN_TYPE = 'application/octet-stream';
const DATA_URL = /^data:([^;,]*)(?:;[^,]*)?;base64,(.*)$/s;

/** A data URL is taken apart; any other address is the provider's to fetch, or to refuse. */
function toFile(part: Exclude<UserPart, { type: 'text' }>): LanguageModelV4FilePart {
  const isImage = part.type === 'image_url';
  const address = isImage ? part.image_url : part.file.file_data;
  const name = !isImage && part.file.filename ? { filename: part.file.filename } : {};
  const [, type, data] = DATA_URL.exec(address) ?? [];
  if (data === undefined) {
    const url = { type: 'url' as const, url: new URL(address) };
    return { type: 'file', mediaType: isImage ? 'image/*' : UNKNOWN_TYPE, data: url, ...name };
  }
  return { type: 'file', mediaType: type || UNKNOWN_TYPE, data: { type: 'data', data }, ...name };
}

function assistantParts({ content, tool_calls, thinking_blocks }: MessageOf<'assistant'>) {
  const texts = typeof content === 'string' ? [{ text: content }] : (content ?? []);
  return [
    ...(thinking_blocks ?? []).map(toReasoning),
    ...texts.filter(({ text }) => text !== '').map(({ text }) => ({ type: 'text' as const, text })),
    ...(tool_calls ?? []).map((call) => ({
      type: 'tool-call' as const,
      toolCallId: call.id,
      toolName: call.function.name,
      input: call.function.arguments,
    })),
  ];
}

type ThinkingBlock = NonNullable<MessageOf<'assistant'>['thinking_blocks']>[number];

function toReasoning(block: ThinkingBlock): LanguageModelV4ReasoningPart {
  const [text, proof] =
    block.type === 'thinking'
      ? [block.thinking, { signature: block.signature }]
      : ['', { redactedData: block.data }];
  return { type: 'reasoning', text, providerOptions: { anthropic: proof, bedrock: proof } };
}

function toolResult(message: MessageOf<'tool'>, toolNames: ReadonlyMap<string, string>) {
  return {
    type: 'tool-result' as const,
    toolCallId: message.tool_call_id,
    toolName: toolNames.get(message.tool_call_id) ?? 'unknown',
    output: { type: 'text' as const, value: textOf(message.content) },
    ...cached(message.cache_control),
  };
}

/** A result names only the call it answers; the library also wants the tool's name. */
function namesOfCalls(messages: readonly ChatMessage[]): ReadonlyMap<string, string> {
  const calls = messages.flatMap((each) =>
    each.role === 'assistant' ? (each.tool_calls ?? []) : [],
  );
  return new Map(calls.map((call) => [call.id, call.function.name]));
}

/** Bedrock counts every cache point against a limit of four, so none is set unasked. */
export function cached(control: CacheControl): { providerOptions?: SharedV4ProviderOptions } {
  if (!control) return {};
  const ttl = control.ttl === undefined ? {} : { ttl: control.ttl };
  return {
    providerOptions: {
      anthropic: { cacheControl: { type: control.type, ...ttl } },
      bedrock: { cachePoint: { type: 'default', ...ttl } },
    },
  };
}
