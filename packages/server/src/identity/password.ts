import { hash, verify } from '@node-rs/argon2';

const LONGEST_PASSWORD = 1_024;

/** Argon2id with the library's parameters (19 MiB, 2 passes), as OWASP recommends. */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

let decoy: Promise<string> | undefined;

/**
 * True when the password is that of the hash. Without a hash it takes as long and says no, so that
 * time does not tell which logins exist.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  if (password.length > LONGEST_PASSWORD) return false;
  decoy ??= hashPassword('no password is this one');
  const matches = await verify(stored ?? (await decoy), password);
  return matches && stored !== null;
}
