import type { Pico } from '../../kernel/index.ts';
import type { Usage } from '../../pricing/index.ts';
import type { MemberEdits } from '../request/edit-members.ts';
import type { InferenceRequest } from '../request/inference-request.ts';
import type { Refusal } from '../response/refusal.ts';

export type CostOf = (usage: Usage) => Pico | null;

/** Whose error object and event stream a route speaks. */
export type Dialect = 'openai' | 'anthropic';

/**
 * One way of asking for inference. Every route goes through the same line (authenticate, attribute,
 * admit, open, forward, settle); what differs between them is said here and nowhere else.
 */
export interface InferenceRoute {
  /** As recorded with each event, such as `chat.completions`. */
  readonly name: RouteName;
  /** Paths it answers at, each also without `/v1`. */
  readonly path: `/v1/${string}`;
  /** Where it is below a provider's base address. */
  readonly upstreamPath: string;
  readonly dialect: Dialect;
  readonly encoding: 'json' | 'multipart';
  /** What is wrong with the request, as far as the gateway must know it. */
  readonly check?: (request: InferenceRequest) => Refusal | null;
  /** Changes to the body beside the model's name. */
  readonly edits?: (request: InferenceRequest) => MemberEdits;
  /** Usage as a whole answer reports it; null when it does not. */
  readonly usageInBody: (body: Buffer, request: InferenceRequest) => Usage | null;
  /** Watches a streamed answer; absent where answers do not stream events. */
  readonly streamMeter?: (request: InferenceRequest, costOf: CostOf) => StreamMeter;
  /** Text a call was sent and text a whole answer holds, for an estimate. */
  readonly inputText: (body: Readonly<Record<string, unknown>>) => string;
  readonly outputText: (body: unknown) => string;
}

export type RouteName =
  | 'audio.speech'
  | 'audio.transcriptions'
  | 'chat.completions'
  | 'completions'
  | 'embeddings'
  | 'images.generations'
  | 'messages'
  | 'moderations'
  | 'rerank'
  | 'responses';

/**
 * Watches a stream of events go by. Events pass as the bytes they came in, but for what the caller
 * did not ask for; the event that ends the answer is held back until the call is recorded.
 */
export interface StreamMeter {
  /** What of this chunk the caller gets now. */
  push(chunk: Buffer): Buffer[];
  /** The same for what is left when the upstream has ended. */
  flush(): Buffer[];
  /** The last usage reported; null when none was. */
  readonly usage: Usage | null;
  /** The event that ends the answer, once it came. */
  readonly ending: Buffer | null;
  /** All text generated so far, for an estimate. */
  generatedText(): string;
}
