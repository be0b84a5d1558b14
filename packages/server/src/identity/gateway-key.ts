import type { Secret } from '../kernel/index.ts';

/** What the gateway needs to know about the key of a call. */
export interface GatewayKey {
  /** Null for the master key. */
  readonly id: string | null;
  readonly alias: string;
  readonly teamId: string | null;
  /** The key's owner. */
  readonly userId: string | null;
  readonly boundCustomer: string | null;
  /** Under which the caller must sign the customer; null when it need not. */
  readonly signingSecret: Secret | null;
  readonly tags: readonly string[];
  /** Names it may ask for, each exact or a beginning with `*` at its end; null for every model. */
  readonly models: readonly string[] | null;
}

export const MASTER_GATEWAY_KEY: GatewayKey = Object.freeze({
  id: null,
  alias: 'master',
  teamId: null,
  userId: null,
  boundCustomer: null,
  signingSecret: null,
  tags: [],
  models: null,
});

/**
 * The key is not in memory and the database cannot be asked: the answer is "ask again", not "no".
 */
export class KeyLookupUnavailable extends Error {
  override readonly name = 'KeyLookupUnavailable';
  readonly retriable = true;
}
