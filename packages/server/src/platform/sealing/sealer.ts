import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { assert, Secret } from '../../kernel/index.ts';
import type { EncryptionKey } from './encryption-key.ts';

/** Text that only a holder of the key can read. */
export interface Sealed {
  readonly keyId: string;
  /** Nonce, tag and ciphertext of AES-256-GCM. */
  readonly bytes: Buffer;
}

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts what must be kept but not be read from the database. Seals with the first key and opens
 * what any of them sealed, so that keys can be changed without a stop.
 */
export class Sealer {
  readonly #current: EncryptionKey;
  readonly #keys: ReadonlyMap<string, EncryptionKey>;

  constructor(keys: readonly EncryptionKey[]) {
    const [current] = keys;
    assert(current !== undefined, 'a sealer without a key');
    this.#current = current;
    this.#keys = new Map(keys.map((key) => [key.id, key]));
  }

  /** Whether it was sealed with the key that seals now. */
  isCurrent({ keyId }: Pick<Sealed, 'keyId'>): boolean {
    return keyId === this.#current.id;
  }

  /** `place` says where the text belongs: it opens nowhere else. */
  seal(text: Secret, place: string): Sealed {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#current.bytes, nonce);
    cipher.setAAD(Buffer.from(place));
    const ciphertext = Buffer.concat([cipher.update(text.reveal(), 'utf8'), cipher.final()]);
    const bytes = Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
    return { keyId: this.#current.id, bytes };
  }

  /** Null when the key is not here, or the text is not what was sealed for this place. */
  open({ keyId, bytes }: Sealed, place: string): Secret | null {
    const key = this.#keys.get(keyId);
    if (key === undefined || bytes.length < NONCE_BYTES + TAG_BYTES) return null;
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(ALGORITHM, key.bytes, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const ciphertext = bytes.subarray(NONCE_BYTES + TAG_BYTES);
    try {
      return new Secret(Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString());
    } catch {
      return null;
    }
  }
}
