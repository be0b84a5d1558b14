import { hash, randomBytes } from 'node:crypto';
import { Secret } from '../kernel/index.ts';

/** What a secret opens, as its first letters say. */
const PREFIXES = { gateway: 'sk-tg-', management: 'tg-' } as const;
const SHOWN_AFTER_PREFIX = 4;

/** A new secret with 256 bits of chance, such as `sk-tg-Zm9v…`. */
export function createSecret(opens: keyof typeof PREFIXES = 'gateway'): Secret {
  return new Secret(`${PREFIXES[opens]}${randomBytes(32).toString('base64url')}`);
}

/** Plain SHA-256 is enough to store a secret that nobody can guess. */
export function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/** The same digest as text to look things up by: half the work of making a Buffer of it. */
export function sha256Base64(text: string): string {
  return hash('sha256', text, 'base64');
}

/** True for text made by `createSecret`, whoever it was issued to. */
export function looksIssued(text: string, opens: keyof typeof PREFIXES = 'gateway'): boolean {
  return text.startsWith(PREFIXES[opens]);
}

/** The parts that may be shown, to tell keys apart. */
export function describeSecret(secret: Secret): { prefix: string; lastFour: string } {
  const text = secret.reveal();
  const { length } = Object.values(PREFIXES).find((prefix) => text.startsWith(prefix)) ?? '';
  return { prefix: text.slice(0, length + SHOWN_AFTER_PREFIX), lastFour: text.slice(-4) };
}
