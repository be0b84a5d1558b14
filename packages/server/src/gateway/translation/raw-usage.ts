import type { Usage } from '../../pricing/index.ts';
import { asCount, asObject } from '../json.ts';
import { normalise, readAnthropicUsage } from '../routes/usage/anthropic-usage.ts';

/**
 * What Anthropic has said it used, read beneath the library, which tells it only with the last event:
 * a stream that breaks off before that was billed all the same.
 */
export class RawUsage {
  #counts = readAnthropicUsage(null);
  #isFinal = false;

  /** An event as it came; those of other providers tell nothing here. */
  see(raw: unknown): void {
    const event = asObject(raw);
    if (event?.['type'] === 'message_start') {
      this.#counts = readAnthropicUsage(asObject(event['message'])?.['usage']);
    }
    if (event?.['type'] !== 'message_delta') return;
    this.#counts = readAnthropicUsage(event['usage'], this.#counts);
    this.#isFinal ||= asCount(asObject(event['usage'])?.['output_tokens']) !== null;
  }

  /** Null until the output was counted. */
  get final(): Usage | null {
    return this.#isFinal ? normalise(this.#counts) : null;
  }
}
