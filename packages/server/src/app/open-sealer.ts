import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { OperatorError, Secret } from '../kernel/index.ts';
import { parseEncryptionKey, Sealer } from '../platform/sealing/index.ts';

const KEY_BYTES = 32;

/**
 * The sealer of this installation. Without configured keys, one is made in the data folder at the first
 * start, readable by this user only: whoever has the database alone has no provider key.
 */
export function openSealer({
  configured,
  file,
}: {
  configured: Secret | null;
  file: string;
}): Sealer {
  const texts = configured?.reveal().split(',') ?? [readOrMake(file)];
  return new Sealer(
    texts.map((text) => {
      const key = parseEncryptionKey(new Secret(text));
      if (key !== null) return key;
      const where = configured === null ? file : 'TOLLGATE_ENCRYPTION_KEY';
      throw new OperatorError(
        `${where} must hold 32 random bytes in base64 or hexadecimal (openssl rand -base64 32)`,
      );
    }),
  );
}

function readOrMake(file: string): string {
  try {
    writeFileSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`, {
      mode: 0o600,
      flag: 'wx',
    });
  } catch (fault) {
    if ((fault as { code?: unknown }).code !== 'EEXIST') throw unusable(file, fault);
  }
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (fault) {
    throw unusable(file, fault);
  }
}

function unusable(file: string, cause: unknown): OperatorError {
  return new OperatorError(`Cannot use the encryption key ${file}: ${(cause as Error).message}`, {
    cause,
  });
}
