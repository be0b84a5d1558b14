export { decodeCursor, encodeCursor } from './cursor.ts';
export { decodeUuid, encodeId, isUuid } from './id.ts';
