import { randomBytes } from 'node:crypto';
import { assert, Secret } from '../../src/kernel/index.ts';
import { parseEncryptionKey, Sealer } from '../../src/platform/sealing/index.ts';

/** A sealer with a key of its own. */
export function newSealer(): Sealer {
  const key = parseEncryptionKey(new Secret(randomBytes(32).toString('base64')));
  assert(key !== null, 'a key of 32 bytes is a key');
  return new Sealer([key]);
}
