import type { LanguageModelV4CallOptions, SharedV4ProviderOptions } from '@ai-sdk/provider';
import { err, ok, type Result } from '../../kernel/index.ts';
import { parseJson } from '../json.ts';
import type { Refusal } from '../response/refusal.ts';
import { type ChatRequest, chatSchema } from './chat-schema.ts';
import { cached, toPrompt } from './prompt.ts';

export interface TranslatedRequest {
  readonly model: string;
  readonly stream: boolean;
  readonly options: LanguageModelV4CallOptions;
}

/** Reads an OpenAI chat request as a call of the translating library. The refusal names the member at fault. */
export function toCallOptions(body: string): Result<TranslatedRequest, Refusal> {
  const parsed = chatSchema.safeParse(parseJson(body));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const param = issue?.path.join('.') || 'messages';
    return err({ code: 'invalid_value', message: `${param}: ${issue?.message}`, param });
  }
  const { model, stream } = parsed.data;
  return ok({ model, stream: stream === true, options: optionsOf(parsed.data) });
}

function optionsOf(chat: ChatRequest): LanguageModelV4CallOptions {
  const options: LanguageModelV4CallOptions = {
    prompt: toPrompt(chat.messages),
    providerOptions: providerOptions(chat),
    ...toolOptions(chat),
  };
  const given = {
    maxOutputTokens: chat.max_completion_tokens ?? chat.max_tokens,
    temperature: chat.temperature,
    topP: chat.top_p,
    topK: chat.top_k,
    presencePenalty: chat.presence_penalty,
    frequencyPenalty: chat.frequency_penalty,
    seed: chat.seed,
    stopSequences: typeof chat.stop === 'string' ? [chat.stop] : chat.stop,
    responseFormat: formatOf(chat),
    reasoning: chat.reasoning_effort,
  };
  const set = Object.entries(given).filter(([, value]) => value !== null && value !== undefined);
  return Object.assign(options, Object.fromEntries(set));
}

function toolOptions({ tools, tool_choice }: ChatRequest) {
  if (!tools || tools.length === 0) return {};
  return {
    tools: tools.map(({ function: { name, description, parameters, strict }, cache_control }) => ({
      type: 'function' as const,
      name,
      inputSchema: parameters ?? { type: 'object' as const, properties: {} },
      ...(description ? { description } : {}),
      ...(strict ? { strict } : {}),
      ...cached(cache_control),
    })),
    ...(tool_choice ? { toolChoice: choiceOf(tool_choice) } : {}),
  };
}

function choiceOf(choice: NonNullable<ChatRequest['tool_choice']>) {
  return typeof choice === 'string'
    ? { type: choice }
    : { type: 'tool' as const, toolName: choice.function.name };
}

function formatOf({ response_format }: ChatRequest): LanguageModelV4CallOptions['responseFormat'] {
  if (!response_format || response_format.type === 'text') return undefined;
  if (response_format.type === 'json_object') return { type: 'json' };
  const { name, description, schema } = response_format.json_schema;
  return {
    type: 'json',
    ...(schema ? { schema } : {}),
    ...(name === undefined ? {} : { name }),
    ...(description ? { description } : {}),
  };
}

/** Each provider reads its own part and passes the others over. */
function providerOptions({
  parallel_tool_calls,
  thinking,
  user,
}: ChatRequest): SharedV4ProviderOptions {
  const anthropic: SharedV4ProviderOptions[string] = {};
  const bedrock: SharedV4ProviderOptions[string] = {};
  if (parallel_tool_calls === false) anthropic['disableParallelToolUse'] = true;
  if (user) anthropic['metadata'] = { userId: user };
  if (thinking) {
    const config =
      thinking.type === 'enabled'
        ? { type: thinking.type, budgetTokens: thinking.budget_tokens }
        : { type: thinking.type };
    anthropic['thinking'] = config;
    bedrock['reasoningConfig'] = config;
  }
  return { anthropic, bedrock };
}
