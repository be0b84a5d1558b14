import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { type AnswerHead, finishOf, thinkingBlocks, toolCall } from './chat-answer.ts';
import { RawUsage } from './raw-usage.ts';
import { reportedUsage, usageInWords } from './reported-usage.ts';
import { errorObject } from './translated-error.ts';

type Part<Type extends LanguageModelV4StreamPart['type']> = Extract<
  LanguageModelV4StreamPart,
  { type: Type }
>;

/** Puts the parts of a streamed answer into OpenAI's chunks, as the bytes of their events. */
export class ChatChunks {
  readonly #head: AnswerHead;
  /** Calls in the order they began; the place of each is its `index`. */
  readonly #calls: string[] = [];
  readonly #thoughts = new Map<string, string>();
  readonly #raw = new RawUsage();
  #begun = false;
  #failed = false;
  #reported = false;

  constructor(head: AnswerHead) {
    this.#head = head;
  }

  /** The events a part becomes; empty for one that OpenAI has no words for. */
  of(part: LanguageModelV4StreamPart): string {
    switch (part.type) {
      case 'text-delta':
        return this.#delta({ content: part.delta });
      case 'reasoning-start':
        this.#thoughts.set(part.id, '');
        return this.#thought(part);
      case 'reasoning-delta':
      case 'reasoning-end':
        return this.#thought(part);
      case 'tool-input-start':
        return part.providerExecuted ? '' : this.#call(part.id, part.toolName, '');
      case 'tool-input-delta':
        return this.#arguments(part);
      case 'tool-call':
        return this.#wholeCall(part);
      case 'raw':
        this.#raw.see(part.rawValue);
        return '';
      case 'finish':
        return this.#finish(part);
      case 'error':
        this.#failed = true;
        return event({ error: errorObject(part.error).error });
      default:
        return '';
    }
  }

  /** What is left to say of a stream that ends, or is broken off: its usage, if it was told and not passed on. */
  end(): string {
    const usage = this.#reported ? null : this.#raw.final;
    return usage === null ? '' : this.#usage(usageInWords(usage));
  }

  #delta(delta: object): string {
    const role = this.#begun ? {} : { role: 'assistant' };
    this.#begun = true;
    return this.#chunk([choice({ ...role, ...delta }, null)]);
  }

  /** A thought is proven at its end, or all at once where it is not shown. */
  #thought(part: Part<'reasoning-start' | 'reasoning-delta' | 'reasoning-end'>): string {
    const text = part.type === 'reasoning-delta' ? part.delta : '';
    const soFar = (this.#thoughts.get(part.id) ?? '') + text;
    this.#thoughts.set(part.id, soFar);
    const blocks = thinkingBlocks(soFar, part.providerMetadata);
    if (text === '' && blocks.length === 0) return '';
    return this.#delta({
      ...(text === '' ? {} : { reasoning_content: text }),
      ...(blocks.length === 0 ? {} : { thinking_blocks: blocks }),
    });
  }

  #call(id: string, name: string, args: string): string {
    const index = this.#calls.push(id) - 1;
    return this.#delta({ tool_calls: [{ index, ...toolCall(id, name, args) }] });
  }

  #arguments({ id, delta }: Part<'tool-input-delta'>): string {
    const index = this.#calls.indexOf(id);
    if (index < 0 || delta === '') return '';
    return this.#delta({ tool_calls: [{ index, function: { arguments: delta } }] });
  }

  /** Comes after its pieces, and alone where a provider does not send pieces. */
  #wholeCall({ toolCallId, toolName, input, providerExecuted }: Part<'tool-call'>): string {
    if (providerExecuted || this.#calls.includes(toolCallId)) return '';
    return this.#call(toolCallId, toolName, input);
  }

  /** A stream that broke off has no reason of its provider's to finish: it is not given one, and its counts are not final. */
  #finish({ finishReason, usage }: Part<'finish'>): string {
    if (finishReason.raw === undefined && !this.#failed) return '';
    const reported = reportedUsage(usage);
    const report = reported === null ? '' : this.#usage(reported);
    if (this.#failed) return report;
    return `${this.#chunk([choice({}, finishOf(finishReason))])}${report}data: [DONE]\n\n`;
  }

  #usage(usage: object): string {
    this.#reported = true;
    return this.#chunk([], { usage });
  }

  #chunk(choices: readonly object[], more: object = {}): string {
    return event({ ...this.#head, object: 'chat.completion.chunk', choices, ...more });
  }
}

function choice(delta: object, finish_reason: string | null): object {
  return { index: 0, delta, logprobs: null, finish_reason };
}

function event(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}
