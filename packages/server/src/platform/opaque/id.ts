const ID = /^([A-Za-z]+):(.+)$/s;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * An id that says nothing to its reader: `encodeId('ApiKey', uuid)`. The type inside keeps ids of one
 * kind from passing for another.
 */
export function encodeId(type: string, key: string): string {
  return Buffer.from(`${type}:${key}`, 'utf8').toString('base64url');
}

/** The type and the key in an id, or null when it is none. */
export function decodeId(id: string): { type: string; key: string } | null {
  const [, type, key] = ID.exec(Buffer.from(id, 'base64url').toString('utf8')) ?? [];
  return type === undefined || key === undefined ? null : { type, key };
}

/** The key in an id of this type, or null when it is none. */
export function decodeKey(type: string, id: string): string | null {
  const decoded = decodeId(id);
  return decoded?.type === type ? decoded.key : null;
}

/** The UUID in an id of this type, or null when it is none. */
export function decodeUuid(type: string, id: string): string | null {
  const key = decodeKey(type, id);
  return key !== null && isUuid(key) ? key : null;
}

export function isUuid(text: string): boolean {
  return UUID.test(text);
}
