import { hash, randomBytes } from 'node:crypto';
import { Secret } from '../kernel/index.ts';

const SECRET_PREFIX = 'sk-tg-';
const SHOWN_PREFIX_LENGTH = SECRET_PREFIX.length + 4;

/** A new secret with 256 bits of chance, such as `sk-tg-Zm9v…`. */
export function createSecret(): Secret {
  return new Secret(`${SECRET_PREFIX}${randomBytes(32).toString('base64url')}`);
}

/** Plain SHA-256 is enough to store a secret that nobody can guess. */
export function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/** True for text made by `createSecret`, whoever it was issued to. */
export function looksIssued(text: string): boolean {
  return text.startsWith(SECRET_PREFIX);
}

/** The parts that may be shown, to tell keys apart. */
export function describeSecret(secret: Secret): { prefix: string; lastFour: string } {
  const text = secret.reveal();
  return { prefix: text.slice(0, SHOWN_PREFIX_LENGTH), lastFour: text.slice(-4) };
}
