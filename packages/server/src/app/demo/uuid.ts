import type { Random } from './random.ts';

/** A UUIDv7 (RFC 9562) of this moment whose other bits come from the generator. */
export function uuidAt(at: Date, random: Random): string {
  const time = at.getTime().toString(16).padStart(12, '0');
  const low = hex(random, 3);
  const variant = ((random.uint32() & 0x3fff) | 0x8000).toString(16);
  const rest = hex(random, 8) + hex(random, 4);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${low}-${variant}-${rest}`;
}

function hex(random: Random, digits: number): string {
  return random.uint32().toString(16).padStart(8, '0').slice(0, digits);
}
