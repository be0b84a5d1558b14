import type { Result } from '../kernel/index.ts';
import type { Reach } from '../platform/access/index.ts';
import type { Problem } from './problem.ts';
import type { Position, User } from './user.ts';

/** People who share keys and budgets. */
export interface Team {
  readonly id: string;
  readonly name: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: Date;
  /** Since then no key of the team works. */
  readonly blockedAt: Date | null;
  /** Since then it is gone but for the record; its keys do not work. */
  readonly archivedAt: Date | null;
  readonly revision: number;
}

export type TeamChanges = Partial<Pick<Team, 'archivedAt' | 'blockedAt' | 'metadata' | 'name'>>;

export type TeamRole = 'ADMIN' | 'MEMBER';

/** A user in a team. */
export interface Membership {
  readonly team: Team;
  readonly user: User;
  readonly role: TeamRole;
  readonly addedAt: Date;
}

/** Where a membership stands among those of its team or its user, oldest first. */
export interface MembershipPosition {
  readonly addedAt: Date;
  readonly otherId: string;
}

export interface TeamQuery {
  readonly reach: Reach;
  readonly search: string | null;
  readonly includeArchived: boolean;
}

/** Where teams are kept. Names are compared without case. */
export interface TeamStore {
  byIds(ids: readonly string[]): Promise<Team[]>;
  list(query: TeamQuery, page: { limit: number; after: Position | null }): Promise<Team[]>;
  /** Null when the name is taken. */
  insert(team: Pick<Team, 'createdAt' | 'metadata' | 'name'>): Promise<Team | null>;
  /** Null when there is no such team, `taken` when another has the name. */
  change(
    id: string,
    decide: (team: Team) => Result<TeamChanges, Problem[]>,
  ): Promise<Result<Team, Problem[]> | 'taken' | null>;
  isMember(teamId: string, userId: string): Promise<boolean>;
  setMember(member: {
    teamId: string;
    userId: string;
    role: TeamRole;
    addedAt: Date;
  }): Promise<void>;
  /** False when there was none. */
  removeMember(teamId: string, userId: string): Promise<boolean>;
  /** For each team or each user, the memberships after a position, at most `limit` of each. */
  memberships(of: {
    by: 'team' | 'user';
    ids: readonly string[];
    limit: number;
    after: MembershipPosition | null;
  }): Promise<Membership[]>;
}
