import type { Pico } from '../../kernel/index.ts';
import type { Usage } from '../../pricing/index.ts';
import type { Dialect } from '../dialect.ts';
import type { JsonObject } from '../json.ts';
import type { MemberEdits } from '../request/edit-members.ts';

export type CostOf = (usage: Usage) => Pico | null;

/** What was learnt of an upstream from its answers. */
export interface UpstreamTraits {
  /** False once it refused a request because of `stream_options`. */
  readonly takesStreamOptions: boolean;
}

/** How a provider words what others word otherwise. */
export interface UpstreamConventions {
  /** Whether a stream reports usage when asked by `stream_options`, or always, and takes no such question. */
  readonly streamUsage: 'asked' | 'unasked';
  /** What it calls the longest answer: `max_completion_tokens` as well as `max_tokens`, or the latter alone. */
  readonly outputLimit: 'either' | 'max_tokens';
  /**
   * Where reasoning is counted: inside `completion_tokens`, unless the total says exactly that it is
   * not; or beside them, so that only the total tells all that was generated.
   */
  readonly reasoning: 'reported' | 'beside';
}

/**
 * One way of asking for inference. Every route goes through the same line (authenticate, attribute,
 * admit, open, forward, settle); what differs between them is said here and nowhere else.
 */
export interface InferenceRoute {
  /** As recorded with each event, such as `chat.completions`. */
  readonly name: RouteName;
  /** The path it answers at, and without `/v1` too. `{model}` stands where the path names the model, and no body does. */
  readonly path: `/v1/${string}` | `/v1beta/${string}{model}${string}`;
  /** Where it is below a provider's base address. */
  readonly upstreamPath: string;
  /** The answer streams, whatever the body says. */
  readonly streams?: true;
  readonly dialect: Dialect;
  readonly encoding: 'json' | 'multipart';
  /** Changes to the body beside the model's name. */
  readonly edits?: (
    request: InferenceRequest,
    upstream: UpstreamTraits & UpstreamConventions,
  ) => MemberEdits;
  /** Usage as a whole answer reports it; null when it does not. */
  readonly usageInBody: (body: Buffer, context: UsageContext) => Usage | null;
  /** Watches a streamed answer; absent where answers do not stream events. */
  readonly streamMeter?: (context: MeterContext) => StreamMeter;
  /** What is known of the work beside text when no usage is reported: sound, for one. */
  readonly unreported?: (request: InferenceRequest) => Usage;
  /** Text a call was sent and text a whole answer holds, for an estimate. */
  readonly inputText: (body: JsonObject) => string;
  readonly outputText: (body: unknown) => string;
}

/** What usage is read in the light of. */
export interface UsageContext {
  readonly request: InferenceRequest;
  readonly conventions: UpstreamConventions;
}

export interface MeterContext extends UsageContext {
  readonly costOf: CostOf;
}

export type RouteName =
  | 'audio.speech'
  | 'audio.transcriptions'
  | 'chat.completions'
  | 'completions'
  | 'embeddings'
  | 'generate_content'
  | 'generate_content.count_tokens'
  | 'images.generations'
  | 'messages'
  | 'messages.count_tokens'
  | 'moderations'
  | 'rerank'
  | 'responses'
  | 'stream_generate_content';

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
  /** Usage reported at the start, of which only the input is final; null where that is not done. */
  readonly startUsage: Usage | null;
  /** The provider's id of the answer, once it told one by which it can be fetched later. */
  readonly responseId: string | null;
  /** Whether the upstream said that the answer is complete, or that it failed; `open` when neither. */
  readonly state: StreamState;
  /** The event that ends the answer, once it came. */
  readonly ending: Buffer | null;
  /** Of an event whose end has not come. */
  readonly heldBytes: number;
  /** All text generated so far, for an estimate. */
  generatedText(): string;
}

export type StreamState = 'open' | 'complete' | 'failed';

/** What the gateway must know of a request; the rest is the upstream's business. */
export interface InferenceRequest {
  readonly route: InferenceRoute;
  readonly bytes: Buffer;
  readonly contentType: string;
  /** The JSON body, or the text fields of a form. */
  readonly body: JsonObject;
  readonly model: string;
  readonly stream: boolean;
  /** The caller wants the usage chunk; otherwise it is asked for all the same and taken out again. */
  readonly wantsUsage: boolean;
  /** The caller wants `cost` in the usage chunk: `stream_options.include_cost`. */
  readonly wantsCost: boolean;
  /** A member stands twice: it could be read here as one thing and by the provider as another. */
  readonly saysTwice: boolean;
}
