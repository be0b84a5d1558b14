export { decodeCursor, encodeCursor } from './cursor.ts';
export { decodeKey, decodeUuid, encodeId, isUuid } from './id.ts';
