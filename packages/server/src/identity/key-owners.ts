import type { Reach } from '../platform/access/index.ts';
import { invalid, notFound, type Problem } from './problem.ts';
import type { Team } from './team.ts';
import type { User } from './user.ts';

/** What there is to know of those a key may belong to. */
export interface OwnersStore {
  teamsByIds(ids: readonly string[]): Promise<readonly Team[]>;
  usersByIds(ids: readonly string[]): Promise<readonly User[]>;
  isMember(teamId: string, userId: string): Promise<boolean>;
}

const TEAM_PATH = ['input', 'teamId'];
const OWNER_PATH = ['input', 'ownerId'];

/**
 * Why a key may not belong to this team and this owner. Who may manage the keys of some teams only
 * can give keys to those teams, and to members of them.
 */
export async function ownerProblems(
  store: OwnersStore,
  { teamId, userId }: { teamId: string | null; userId: string | null },
  reach: Reach,
): Promise<Problem[]> {
  if (reach !== 'ALL' && teamId === null) return [invalid('Name a team of yours', TEAM_PATH)];
  if (reach !== 'ALL' && teamId !== null && !reach.teamIds.includes(teamId)) {
    return [notFound('team', TEAM_PATH)];
  }
  return [
    ...(await teamProblems(store, teamId)),
    ...(await userProblems(store, { teamId, userId, mustBeMember: reach !== 'ALL' })),
  ];
}

async function teamProblems(store: OwnersStore, teamId: string | null): Promise<Problem[]> {
  if (teamId === null) return [];
  const [team] = await store.teamsByIds([teamId]);
  return team === undefined || team.archivedAt !== null ? [notFound('team', TEAM_PATH)] : [];
}

async function userProblems(
  store: OwnersStore,
  {
    teamId,
    userId,
    mustBeMember,
  }: { teamId: string | null; userId: string | null; mustBeMember: boolean },
): Promise<Problem[]> {
  if (userId === null) return [];
  const [user] = await store.usersByIds([userId]);
  if (user === undefined) return [notFound('user', OWNER_PATH)];
  if (!mustBeMember || teamId === null || (await store.isMember(teamId, userId))) return [];
  return [invalid('The owner is not in this team', OWNER_PATH)];
}
