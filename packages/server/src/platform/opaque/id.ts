const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * An id that says nothing to its reader: `encodeId('ApiKey', uuid)`. The type inside keeps ids of one
 * kind from passing for another.
 */
export function encodeId(type: string, key: string): string {
  return Buffer.from(`${type}:${key}`, 'utf8').toString('base64url');
}

/** The UUID in an id of this type, or null when it is none. */
export function decodeUuid(type: string, id: string): string | null {
  const text = Buffer.from(id, 'base64url').toString('utf8');
  const key = text.slice(type.length + 1);
  return text.startsWith(`${type}:`) && isUuid(key) ? key : null;
}

export function isUuid(text: string): boolean {
  return UUID.test(text);
}
