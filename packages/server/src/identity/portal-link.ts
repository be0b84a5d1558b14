import { createHmac, timingSafeEqual } from 'node:crypto';

const PREFIX = 'tgl-';
const FORM = /^tgl-([0-9a-f]{32})\.([0-9a-z]{1,11})\.([\w-]{43})$/;

/** What a signed link says of itself, before anybody checked its signature. */
export interface PortalLink {
  readonly tokenId: string;
  readonly expiresAt: Date;
  readonly signature: Buffer;
}

/**
 * A link text for a portal token: its id, when the link ends (seconds, base 36) and HMAC-SHA-256 over
 * both with the SHA-256 of the token's secret. So whoever holds the secret can sign links without
 * asking, and revoking the token ends them all.
 */
export function signPortalLink(tokenId: string, expiresAt: Date, secretSha256: Buffer): string {
  const payload = payloadOf(tokenId, expiresAt);
  return `${PREFIX}${payload}.${sign(payload, secretSha256).toString('base64url')}`;
}

export function looksLikePortalLink(text: string): boolean {
  return text.startsWith(PREFIX);
}

/** Null for text that is no link at all. */
export function readPortalLink(text: string): PortalLink | null {
  const [, id, seconds, signature] = FORM.exec(text) ?? [];
  if (id === undefined || seconds === undefined || signature === undefined) return null;
  return {
    tokenId: id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    expiresAt: new Date(Number.parseInt(seconds, 36) * 1_000),
    signature: Buffer.from(signature, 'base64url'),
  };
}

export function isSignedBy(link: PortalLink, secretSha256: Buffer): boolean {
  const expected = sign(payloadOf(link.tokenId, link.expiresAt), secretSha256);
  return link.signature.length === expected.length && timingSafeEqual(link.signature, expected);
}

function payloadOf(tokenId: string, expiresAt: Date): string {
  const seconds = Math.floor(expiresAt.getTime() / 1_000);
  return `${tokenId.replaceAll('-', '')}.${seconds.toString(36)}`;
}

function sign(payload: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(payload).digest();
}
