import {
  badUserInput,
  connectionOf,
  type GraphqlContext,
  type Page,
  pageSize,
} from '../../platform/graphql/index.ts';
import { decodeCursor, encodeCursor, isUuid, readInstant } from '../../platform/opaque/index.ts';
import type { Identity, Membership as MembershipFacts, MembershipPosition } from '../index.ts';
import { type Membership, toTeam } from './team-type.ts';
import { toUser } from './user-type.ts';

interface Asked {
  readonly id: string;
  readonly limit: number;
  readonly after: string | null;
}

/** Pages of memberships, of all teams or of all users of an operation in one statement. */
export function createMembershipPages(
  teams: Pick<Identity['teams'], 'memberships'>,
  by: 'team' | 'user',
) {
  const other = by === 'team' ? 'user' : 'team';
  const read = async (asked: readonly Asked[]): Promise<MembershipFacts[][]> => {
    const results = new Map<Asked, MembershipFacts[]>();
    for (const group of Map.groupBy(asked, ({ limit, after }) => `${limit} ${after}`).values()) {
      const { limit, after } = group[0] as Asked;
      const ids = group.map(({ id }) => id);
      const position = after === null ? null : readCursor(after);
      const found = await teams.memberships({ by, ids, limit: limit + 1, after: position });
      for (const [i, each] of group.entries()) results.set(each, found[i] ?? []);
    }
    return asked.map((each) => results.get(each) ?? []);
  };
  return async (
    { loaders }: GraphqlContext,
    id: string,
    { first, after }: { first: number; after?: string | null | undefined },
  ): Promise<Page<Membership>> => {
    const limit = pageSize(first);
    const asked = { id, limit, after: after ?? null };
    const found = await loaders.load(read, asked, (each) => JSON.stringify(Object.values(each)));
    const items = found.slice(0, limit).map((each) => ({
      node: toMembership(each),
      cursor: encodeCursor([each.addedAt.getTime(), each[other].id]),
    }));
    return connectionOf({ items, hasNextPage: found.length > limit });
  };
}

function toMembership({ team, user, role, addedAt }: MembershipFacts): Membership {
  return { team: toTeam(team), user: toUser(user), role, addedAt };
}

function readCursor(cursor: string): MembershipPosition {
  const [time, otherId] = decodeCursor(cursor, 2) ?? [];
  const addedAt = readInstant(time);
  if (addedAt === null || typeof otherId !== 'string' || !isUuid(otherId)) {
    throw badUserInput('after is not a cursor of this list');
  }
  return { addedAt, otherId };
}
