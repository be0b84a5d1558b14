import { createHmac, randomBytes } from 'node:crypto';
import { Secret } from '../kernel/index.ts';
import type { Sealed, Sealer } from '../platform/sealing/index.ts';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new secret in the form of Standard Webhooks: `whsec_` and base64. */
export function createSecret(): Secret {
  return new Secret(PREFIX + randomBytes(SECRET_BYTES).toString('base64'));
}

/** Opens for this endpoint only. */
export function sealSecret(sealer: Sealer, endpointId: string, secret: Secret): Sealed {
  return sealer.seal(secret, placeOf(endpointId));
}

export function openSecret(sealer: Sealer, endpointId: string, sealed: Sealed): Secret | null {
  return sealer.open(sealed, placeOf(endpointId));
}

/**
 * `webhook-signature` of Standard Webhooks: HMAC-SHA-256 over id, timestamp and body, one for each secret
 * that is in force, separated by spaces.
 */
export function signatures(
  secrets: readonly Secret[],
  message: { readonly id: string; readonly timestamp: number; readonly body: string },
): string {
  const { id, timestamp, body } = message;
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.reveal().slice(PREFIX.length), 'base64');
      const hmac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`);
      return `v1,${hmac.digest('base64')}`;
    })
    .join(' ');
}

function placeOf(endpointId: string): string {
  return `webhook_endpoint ${endpointId}`;
}
