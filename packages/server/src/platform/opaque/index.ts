export { decodeCursor, encodeCursor } from './cursor.ts';
export { decodeId, decodeKey, decodeUuid, encodeId, isUuid } from './id.ts';
