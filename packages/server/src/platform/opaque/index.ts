export { decodeCursor, encodeCursor, parseInstant, readInstant } from './cursor.ts';
export { decodeId, decodeKey, decodeUuid, encodeId, isUuid } from './id.ts';
