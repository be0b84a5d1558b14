import { type Clock, err, ok, type Result } from '../kernel/index.ts';
import { isWithin, type Reach } from '../platform/access/index.ts';
import { inOrder } from './in-order.ts';
import { checkMetadata } from './issue-api-key.ts';
import { conflict, notFound, type Problem, STALE } from './problem.ts';
import type { SessionService } from './session-service.ts';
import type {
  Membership,
  MembershipPosition,
  Team,
  TeamChanges,
  TeamQuery,
  TeamRole,
  TeamStore,
} from './team.ts';
import { checkName, type Position, type UserStore } from './user.ts';

const NO_SUCH_TEAM = [notFound('team')];
const TAKEN = [conflict('Another team has this name', ['input', 'name'])];

/** `reach` says which teams the caller may change; all others are not there for them. */
export class TeamService {
  readonly #store: TeamStore;
  readonly #users: Pick<UserStore, 'byIds'>;
  readonly #sessions: Pick<SessionService, 'forgetAll'>;
  readonly #clock: Clock;

  constructor(deps: {
    store: TeamStore;
    users: Pick<UserStore, 'byIds'>;
    sessions: Pick<SessionService, 'forgetAll'>;
    clock: Clock;
  }) {
    this.#store = deps.store;
    this.#users = deps.users;
    this.#sessions = deps.sessions;
    this.#clock = deps.clock;
  }

  async create(input: Pick<Team, 'metadata' | 'name'>): Promise<Result<Team, Problem[]>> {
    const problems = checkChanges(input);
    if (problems.length > 0) return err(problems);
    const team = await this.#store.insert({ ...input, createdAt: this.#clock.now() });
    return team === null ? err(TAKEN) : ok(team);
  }

  async update(
    id: string,
    changes: Pick<TeamChanges, 'metadata' | 'name'>,
    { expectedRevision, reach }: { expectedRevision: number; reach: Reach },
  ): Promise<Result<Team, Problem[]>> {
    const problems = checkChanges(changes);
    if (problems.length > 0) return err(problems);
    return this.#change(id, reach, (team) =>
      team.revision === expectedRevision ? ok(changes) : err([STALE]),
    );
  }

  /** The keys of a blocked team are refused until it is unblocked. */
  setBlocked(id: string, blocked: boolean): Promise<Result<Team, Problem[]>> {
    const now = this.#clock.now();
    return this.#change(id, 'ALL', (team) => {
      if ((team.blockedAt !== null) === blocked) return ok({});
      return ok({ blockedAt: blocked ? now : null });
    });
  }

  /** For good: its keys stop, its name is free again, its spend stays on record. */
  async archive(id: string): Promise<Result<Team, Problem[]>> {
    const archivedAt = this.#clock.now();
    return this.#change(id, 'ALL', (team) => ok(team.archivedAt === null ? { archivedAt } : {}));
  }

  /** Takes a user in, or changes their role in the team. */
  async setMember(
    { teamId, userId, role }: { teamId: string; userId: string; role: TeamRole },
    reach: Reach,
  ): Promise<Result<Team, Problem[]>> {
    const team = await this.find(teamId, reach);
    if (team === null || team.archivedAt !== null) return err([notFound('team', ['teamId'])]);
    const [user] = await this.#users.byIds([userId]);
    if (user === undefined) return err([notFound('user', ['userId'])]);
    await this.#store.setMember({ teamId, userId, role, addedAt: this.#clock.now() });
    this.#sessions.forgetAll();
    return ok(team);
  }

  async removeMember(
    { teamId, userId }: { teamId: string; userId: string },
    reach: Reach,
  ): Promise<Result<Team, Problem[]>> {
    const team = await this.find(teamId, reach);
    if (team === null) return err([notFound('team', ['teamId'])]);
    const removed = await this.#store.removeMember(teamId, userId);
    this.#sessions.forgetAll();
    return removed ? ok(team) : err([notFound('member', ['userId'])]);
  }

  list(query: TeamQuery, page: { limit: number; after: Position | null }): Promise<Team[]> {
    return this.#store.list(query, page);
  }

  /** One entry for each id, in order; null where there is no such team. */
  async byIds(ids: readonly string[]): Promise<(Team | null)[]> {
    return inOrder(ids, await this.#store.byIds(ids));
  }

  /** Null when there is none within reach. */
  async find(id: string, reach: Reach): Promise<Team | null> {
    if (!isWithin(reach, { teamId: id })) return null;
    const [team] = await this.#store.byIds([id]);
    return team ?? null;
  }

  /** For each team or user in order, its memberships after a position, oldest first. */
  async memberships(of: {
    by: 'team' | 'user';
    ids: readonly string[];
    limit: number;
    after: MembershipPosition | null;
  }): Promise<Membership[][]> {
    const found = await this.#store.memberships(of);
    const groups = Map.groupBy(found, (each) => each[of.by].id);
    return of.ids.map((id) => groups.get(id) ?? []);
  }

  async #change(
    id: string,
    reach: Reach,
    decide: (team: Team) => Result<TeamChanges, Problem[]>,
  ): Promise<Result<Team, Problem[]>> {
    if (!isWithin(reach, { teamId: id })) return err(NO_SUCH_TEAM);
    const changed = await this.#store.change(id, decide);
    if (changed === null) return err(NO_SUCH_TEAM);
    this.#sessions.forgetAll();
    return changed === 'taken' ? err(TAKEN) : changed;
  }
}

function checkChanges({ name, metadata }: Pick<TeamChanges, 'metadata' | 'name'>): Problem[] {
  const names = name === undefined ? [] : checkName(name);
  const entries = metadata === undefined || checkMetadata(metadata);
  return entries === true ? names : [...names, entries];
}
