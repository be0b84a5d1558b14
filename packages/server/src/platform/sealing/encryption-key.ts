import { createHash } from 'node:crypto';
import type { Secret } from '../../kernel/index.ts';

const KEY_BYTES = 32;

/** A key of AES-256. Its id tells which key sealed a text, and nothing about the key. */
export interface EncryptionKey {
  readonly id: string;
  readonly bytes: Buffer;
}

/** Reads 32 bytes from 64 hexadecimal digits or from base64; null when the text is neither. */
export function parseEncryptionKey(text: Secret): EncryptionKey | null {
  const plain = text.reveal().trim();
  const bytes = /^[0-9a-f]{64}$/i.test(plain)
    ? Buffer.from(plain, 'hex')
    : Buffer.from(plain, 'base64');
  if (bytes.length !== KEY_BYTES || !/^[\w+/-]+=*$/.test(plain)) return null;
  return { id: idOf(bytes), bytes };
}

function idOf(bytes: Buffer): string {
  const digest = createHash('sha256').update('tollgate encryption key').update(bytes).digest('hex');
  return digest.slice(0, 12);
}
