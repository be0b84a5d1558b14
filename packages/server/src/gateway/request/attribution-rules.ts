import type { IncomingHttpHeaders } from 'node:http';
import type { Secret } from '../../kernel/index.ts';
import type { JsonObject } from '../json.ts';

/** What the key itself says about every call made with it. */
export interface KeyAttribution {
  readonly boundCustomer: string | null;
  /** Under which the caller must sign the customer; null when it need not. */
  readonly signingSecret?: Secret | null;
  readonly tags: readonly string[];
}

/** How the operator wants calls to be put down. Header names are in lower case. */
export interface AttributionRules {
  /** Further headers that name the customer, after ours. */
  readonly customerHeaders: readonly string[];
  /** A call that names no customer is refused. */
  readonly requiresCustomer: boolean;
  /** Callers may tag their calls; else such a call is refused. */
  readonly takesTags: boolean;
  /** Headers whose values become tags, `name:value`. */
  readonly tagHeaders: readonly string[];
  /** The caller's program becomes a tag, `user-agent:name`. */
  readonly tagsUserAgent: boolean;
}

export interface AttributionRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: JsonObject;
  readonly key: KeyAttribution;
  readonly rules: AttributionRules;
  /** When the call came in. */
  readonly now: Date;
}
