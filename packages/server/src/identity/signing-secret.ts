import { randomBytes } from 'node:crypto';
import { Secret } from '../kernel/index.ts';
import type { Sealed, Sealer } from '../platform/sealing/index.ts';
import type { ApiKeyRow } from './sql/api-key-rows.ts';

/** A new secret that a key's customers are signed with, such as `tgs-Zm9v…`. */
export function createSigningSecret(): Secret {
  return new Secret(`tgs-${randomBytes(32).toString('base64url')}`);
}

export function sealSigningSecret(id: string, secret: Secret, sealer: Sealer): Sealed {
  return sealer.seal(secret, placeOf(id));
}

/**
 * The secret of a key; null when it needs none. One that does not open (its encryption key is gone) is
 * replaced by chance: no signature holds then, but none is dispensed with either.
 */
export function openSigningSecret(
  { id, signing_key_id: keyId, signing_sealed: bytes }: ApiKeyRow,
  sealer: Sealer,
): Secret | null {
  if (keyId === null || bytes === null) return null;
  return sealer.open({ keyId, bytes }, placeOf(id)) ?? createSigningSecret();
}

function placeOf(id: string): string {
  return `api_key ${id} signing`;
}
