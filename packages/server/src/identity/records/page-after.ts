import type { Position } from '../index.ts';

export const NEWEST_FIRST = [{ createdAt: 'desc' }, { id: 'desc' }] as const;

/** The condition that a row comes after a position, newest first. */
export function olderThan(after: Position | null) {
  if (after === null) return {};
  const { createdAt, id } = after;
  return { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, id: { $lt: id } }] };
}

/** A pattern for text anywhere in a column, in any case. */
export function containing(text: string): { $ilike: string } {
  return { $ilike: `%${text.replace(/[\\%_]/g, '\\$&')}%` };
}
