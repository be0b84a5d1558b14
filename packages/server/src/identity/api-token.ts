import type { TokenScope } from '../platform/access/index.ts';

/** A credential of the management API. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly scope: TokenScope;
  /** External id; there for PORTAL and for nothing else. */
  readonly customer: string | null;
  /** The service account or person it was made for. */
  readonly userId: string | null;
  readonly prefix: string;
  readonly lastFour: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

export interface ApiTokenTerms {
  readonly name: string;
  readonly scope: TokenScope;
  readonly customer: string | null;
  readonly userId: string | null;
  readonly expiresAt: Date | null;
}
