export { parseEncryptionKey } from './encryption-key.ts';
export { type Sealed, Sealer } from './sealer.ts';
