import type { Clock } from '../../kernel/index.ts';
import { NO_USAGE } from '../../pricing/index.ts';
import type { Attempt, OpenAttempt, Outcome } from '../call.ts';
import { readOpening } from '../opening.ts';
import type { CallRecorder, Settled } from '../recorder.ts';
import { isUnderWay, readResponseBody, type SeenResponse } from '../routes/response-object.ts';
import { countTokens } from '../tokens/count-tokens.ts';

export interface PollOptions {
  /** How long after it was begun a response is first asked for; then ever longer, up to the longest. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** When nobody knows its usage by then, it is recorded as `unknown`. */
  readonly giveUpMs: number;
  /** Most of them at a time. */
  readonly most: number;
}

/** A response that its provider still works on: its attempt stays open until its usage is seen. */
export interface PendingResponse {
  readonly responseId: string;
  readonly deploymentId: string;
  readonly attempt: OpenAttempt;
}

/** Fetches a response's body; null when the provider has no answer now, `'gone'` when it has none any more. */
export type FetchResponse = (pending: PendingResponse) => Promise<Buffer | null | 'gone'>;

interface Entry {
  readonly pending: PendingResponse;
  readonly untilMs: number;
  waitMs: number;
  timer: NodeJS.Timeout | null;
  settling: Promise<Settled | null> | null;
}

const GROWTH = 1.5;
const LEASE_MARGIN_MS = 600_000;
const STATUSES: Readonly<Record<string, Outcome['status']>> = {
  completed: 'succeeded',
  incomplete: 'succeeded',
  cancelled: 'aborted',
};

/**
 * Responses under way in the background. Each is settled once, by whoever first sees its end: the
 * caller's own fetching, or ours, for callers that never come back.
 */
export class BackgroundResponses {
  readonly #recorder: CallRecorder;
  readonly #fetch: FetchResponse;
  readonly #clock: Clock;
  readonly #options: PollOptions;
  readonly #onError: (error: unknown) => void;
  readonly #entries = new Map<string, Entry>();
  #closed = false;

  constructor(deps: {
    recorder: CallRecorder;
    fetch: FetchResponse;
    clock: Clock;
    options: PollOptions;
    onError: (error: unknown) => void;
  }) {
    this.#recorder = deps.recorder;
    this.#fetch = deps.fetch;
    this.#clock = deps.clock;
    this.#options = deps.options;
    this.#onError = deps.onError;
  }

  get isFull(): boolean {
    return this.#entries.size >= this.#options.most;
  }

  /** How long money may stay set aside for a response. */
  get leaseMs(): number {
    return this.#options.giveUpMs + LEASE_MARGIN_MS;
  }

  has(responseId: string): boolean {
    return this.#entries.has(responseId);
  }

  /** Resolves when this is on disk: from then on a restart goes on with it. */
  async follow(attempt: Attempt, responseId: string): Promise<void> {
    const deploymentId = attempt.deployment.id;
    const leaseUntilMs = this.#clock.monotonicMs() + this.leaseMs;
    const left = { responseId, deploymentId, leaseUntilMs };
    const open = await this.#recorder.leaveOpen(attempt, left);
    this.resume({ responseId, deploymentId, attempt: open });
  }

  /** Goes on with one that an earlier process followed. */
  resume(pending: PendingResponse): void {
    const { firstMs, giveUpMs } = this.#options;
    const untilMs = pending.attempt.startedMs + giveUpMs;
    const entry: Entry = { pending, untilMs, waitMs: firstMs, timer: null, settling: null };
    this.#entries.set(pending.responseId, entry);
    this.#schedule(entry);
  }

  /** A response was seen, by whatever way. Settles it if that was its end and nobody saw it before. */
  async seen(response: SeenResponse | null): Promise<Settled | null> {
    const entry = response === null ? undefined : this.#entries.get(response.id);
    if (response === null || entry === undefined || isUnderWay(response)) return null;
    entry.settling ??= this.#settle(entry, response);
    return entry.settling;
  }

  /** Asks the provider now. True when nothing more is to come of it. */
  async check(responseId: string): Promise<boolean> {
    const entry = this.#entries.get(responseId);
    if (entry === undefined) return true;
    const body = await this.#fetch(entry.pending);
    if (body === 'gone') await this.#giveUp(entry);
    else if (body !== null) await this.seen(readResponseBody(body));
    return !this.#entries.has(responseId);
  }

  /** Asks no more. What is open stays so in the journal, for the next start. */
  close(): void {
    this.#closed = true;
    for (const { timer } of this.#entries.values()) if (timer !== null) clearTimeout(timer);
  }

  #schedule(entry: Entry): void {
    if (this.#closed) return;
    entry.timer = setTimeout(() => void this.#poll(entry).catch(this.#onError), entry.waitMs);
    entry.timer.unref();
  }

  async #poll(entry: Entry): Promise<void> {
    entry.waitMs = Math.min(entry.waitMs * GROWTH, this.#options.longestMs);
    try {
      if (await this.check(entry.pending.responseId)) return;
      if (this.#clock.monotonicMs() >= entry.untilMs) return await this.#giveUp(entry);
    } catch (error) {
      this.#onError(error);
    }
    this.#schedule(entry);
  }

  async #settle(entry: Entry, response: SeenResponse): Promise<Settled> {
    const { attempt } = entry.pending;
    const { usage, status } = response;
    const settled = await this.#recorder.settle(attempt, {
      status: STATUSES[status] ?? 'failed',
      httpStatus: 200,
      errorCode: status === 'completed' ? null : `response_${status}`,
      firstByteMs: null,
      usage: usage ?? (await this.#estimate(entry, response)),
      usageSource: usage === null ? 'estimated' : 'reported',
    });
    this.#forget(entry);
    return settled;
  }

  async #estimate({ pending }: Entry, { text }: SeenResponse): Promise<Outcome['usage']> {
    const [outputTokens = 0] = await countTokens([text]);
    const inputTokens = readOpening(pending.attempt.opened).estimatedInputTokens;
    return { ...NO_USAGE, inputTokens, outputTokens };
  }

  async #giveUp(entry: Entry): Promise<void> {
    entry.settling ??= this.#recorder.giveUp(entry.pending.attempt).then(() => null);
    await entry.settling;
    this.#forget(entry);
  }

  #forget({ pending, timer }: Entry): void {
    if (timer !== null) clearTimeout(timer);
    pending.attempt.call.admitted.release();
    this.#entries.delete(pending.responseId);
  }
}
