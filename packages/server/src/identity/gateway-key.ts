/** What the gateway needs to know about the key of a call. */
export interface GatewayKey {
  /** Null for the master key. */
  readonly id: string | null;
  readonly alias: string;
  readonly boundCustomer: string | null;
  readonly tags: readonly string[];
}

export const MASTER_GATEWAY_KEY: GatewayKey = Object.freeze({
  id: null,
  alias: 'master',
  boundCustomer: null,
  tags: [],
});

/**
 * The key is not in memory and the database cannot be asked: the answer is "ask again", not "no".
 */
export class KeyLookupUnavailable extends Error {
  override readonly name = 'KeyLookupUnavailable';
  readonly retriable = true;
}
