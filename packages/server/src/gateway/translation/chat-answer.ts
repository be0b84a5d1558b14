import type {
  LanguageModelV4Content,
  LanguageModelV4FinishReason,
  LanguageModelV4GenerateResult,
} from '@ai-sdk/provider';
import { asObject } from '../json.ts';
import { reportedUsage } from './reported-usage.ts';

/** What is the same in every part of one answer. */
export interface AnswerHead {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  readonly model: string;
}

/** A whole answer as OpenAI words it. */
export function chatAnswer(
  { content, finishReason, usage }: LanguageModelV4GenerateResult,
  head: AnswerHead,
): object {
  const reported = reportedUsage(usage);
  return {
    ...head,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: messageOf(content),
        logprobs: null,
        finish_reason: finishOf(finishReason),
      },
    ],
    ...(reported === null ? {} : { usage: reported }),
  };
}

function messageOf(content: readonly LanguageModelV4Content[]): object {
  const text = textsOf(content, 'text');
  const reasoning = textsOf(content, 'reasoning');
  const blocks = content.flatMap((part) =>
    part.type === 'reasoning' ? thinkingBlocks(part.text, part.providerMetadata) : [],
  );
  const calls = content.flatMap((part) =>
    part.type === 'tool-call' && !part.providerExecuted
      ? [toolCall(part.toolCallId, part.toolName, part.input)]
      : [],
  );
  return {
    role: 'assistant',
    content: text === '' && calls.length > 0 ? null : text,
    refusal: null,
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(blocks.length === 0 ? {} : { thinking_blocks: blocks }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

function textsOf(content: readonly LanguageModelV4Content[], type: 'text' | 'reasoning'): string {
  return content.map((part) => (part.type === type ? part.text : '')).join('');
}

export function toolCall(id: string, name: string, args: string) {
  return { id, type: 'function', function: { name, arguments: args } };
}

/** What proves a thought to be the model's own; without it a provider does not take the thought back. */
export function thinkingBlocks(text: string, metadata: unknown): object[] {
  const own = asObject(metadata);
  const proof = asObject(own?.['anthropic'] ?? own?.['bedrock']);
  const data = proof?.['redactedData'];
  if (typeof data === 'string') return [{ type: 'redacted_thinking', data }];
  const signature = proof?.['signature'];
  return typeof signature === 'string' ? [{ type: 'thinking', thinking: text, signature }] : [];
}

const FINISH_REASONS = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content_filter',
  'tool-calls': 'tool_calls',
  error: 'stop',
  interrupted: 'stop',
  other: 'stop',
} as const;

export function finishOf({ unified }: LanguageModelV4FinishReason): string {
  return FINISH_REASONS[unified];
}
