import { decodeCursor, encodeCursor, isUuid, readInstant } from '../opaque/index.ts';
import type { TimePage, TimePosition } from '../postgres/index.ts';
import type { Page } from './connection-type.ts';
import { badUserInput } from './errors.ts';
import { connectionOf, pageSize } from './page.ts';

/** One page of a list by time: asks for one row too many, to see whether there are more. */
export async function pageByTime<Row extends TimePosition, Node>(
  { first, after }: { first: number; after?: string | null | undefined },
  list: (page: TimePage) => Promise<readonly Row[]>,
  toNode: (row: Row) => Node,
): Promise<Page<Node>> {
  const limit = pageSize(first);
  const rows = await list({ limit: limit + 1, after: after == null ? null : readPosition(after) });
  const items = rows.slice(0, limit).map((row) => ({
    node: toNode(row),
    cursor: encodeCursor([row.createdAt.getTime(), row.id]),
  }));
  return connectionOf({ items, hasNextPage: rows.length > limit });
}

function readPosition(cursor: string): TimePosition {
  const [time, id] = decodeCursor(cursor, 2) ?? [];
  const createdAt = readInstant(time);
  if (createdAt === null || typeof id !== 'string' || !isUuid(id)) {
    throw badUserInput('after is not a cursor of this list');
  }
  return { createdAt, id };
}
