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
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly blockedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly rotatedAt: Date | null;
  /** Until when the secret before the last rotation works. */
  readonly previousValidUntil: Date | null;
  /** Whether callers must sign the customer they name. */
  readonly requiresSignedCustomer: boolean;
  readonly revision: number;
}

/** What may be changed of a key that is there. */
export type ApiKeyChanges = Partial<
  Pick<
    ApiKey,
    | 'alias'
    | 'blockedAt'
    | 'boundCustomer'
    | 'expiresAt'
    | 'metadata'
    | 'models'
    | 'revokedAt'
    | 'tags'
    | 'teamId'
    | 'userId'
  >
>;

export type ApiKeyStatus = 'ACTIVE' | 'BLOCKED' | 'EXPIRED' | 'REVOKED';

export function statusOf(
  key: Pick<ApiKey, 'blockedAt' | 'expiresAt' | 'revokedAt'>,
  now: Date,
): ApiKeyStatus {
  if (key.revokedAt !== null) return 'REVOKED';
  if (isExpired(key.expiresAt, now)) return 'EXPIRED';
  return key.blockedAt === null ? 'ACTIVE' : 'BLOCKED';
}

/** A key stops working at the very instant it expires. */
export function isExpired(expiresAt: Date | null, now: Date): boolean {
  return expiresAt !== null && expiresAt.getTime() <= now.getTime();
}
