/** A credential of a caller of the gateway. Its secret is never kept, only its SHA-256. */
export interface ApiKey {
  readonly id: string;
  readonly alias: string;
  readonly prefix: string;
  readonly lastFour: string;
  /** The external id of the only customer this key may spend for; null when the caller names one. */
  readonly boundCustomer: string | null;
  /** The owner: who its spend is put down to. */
  readonly userId: string | null;
  readonly teamId: string | null;
  /** Names it may ask for, each exact or a beginning with `*` at its end; null for every model. */
  readonly models: readonly string[] | null;
  readonly tags: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly blockedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly revision: number;
}

export type ApiKeyStatus = 'ACTIVE' | 'EXPIRED' | 'REVOKED';

export function statusOf(key: Pick<ApiKey, 'expiresAt' | 'revokedAt'>, now: Date): ApiKeyStatus {
  if (key.revokedAt !== null) return 'REVOKED';
  return isExpired(key.expiresAt, now) ? 'EXPIRED' : 'ACTIVE';
}

/** A key stops working at the very instant it expires. */
export function isExpired(expiresAt: Date | null, now: Date): boolean {
  return expiresAt !== null && expiresAt.getTime() <= now.getTime();
}
