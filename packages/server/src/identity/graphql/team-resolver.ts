import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Result } from '../../kernel/index.ts';
import { isWithin } from '../../platform/access/index.ts';
import {
  forbidden,
  type GraphqlContext,
  type Page,
  Permit,
  pageByTime,
  reach,
  readMetadata,
} from '../../platform/graphql/index.ts';
import { decodeUuid } from '../../platform/opaque/index.ts';
import type { Identity, Problem, Team as TeamFacts, TeamRole as TeamRoleName } from '../index.ts';
import { createMembershipPages } from './memberships.ts';
import { CreateTeamInput, TeamPayload, UpdateTeamInput } from './team-inputs.ts';
import {
  type Membership,
  MembershipConnection,
  TEAM_ID,
  Team,
  TeamConnection,
  TeamRole,
  toTeam,
} from './team-type.ts';
import { USER_ID } from './user-type.ts';

@Resolver(() => Team)
export class TeamResolver {
  readonly #identity: Pick<Identity, 'teams' | 'users'>;
  readonly #members: ReturnType<typeof createMembershipPages>;

  constructor(identity: Pick<Identity, 'teams' | 'users'>) {
    this.#identity = identity;
    this.#members = createMembershipPages(identity.teams, 'team');
  }

  @Query(() => TeamConnection, { description: 'Newest first.' })
  @Permit('READ_PEOPLE', { own: true })
  teams(
    @Ctx() context: GraphqlContext,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('search', () => String, { nullable: true }) search?: string | null,
    @Arg('includeArchived', () => Boolean, { defaultValue: false }) includeArchived = false,
  ): Promise<Page<Team>> {
    const query = {
      reach: reach(context, 'READ_PEOPLE'),
      search: search?.replaceAll('\0', '').trim() ?? null,
      includeArchived,
    };
    const { teams } = this.#identity;
    return pageByTime({ first, after }, (page) => teams.list(query, page), toTeam);
  }

  @Query(() => Team, { nullable: true })
  @Permit('READ_PEOPLE', { own: true })
  async team(
    @Arg('id', () => ID) id: string,
    @Ctx() context: GraphqlContext,
  ): Promise<Team | null> {
    const uuid = decodeUuid(TEAM_ID, id);
    const found = uuid && (await this.#identity.teams.find(uuid, reach(context, 'READ_PEOPLE')));
    return found ? toTeam(found) : null;
  }

  @FieldResolver(() => MembershipConnection, { description: 'In the order they came.' })
  @Permit('READ_PEOPLE', { own: true })
  members(
    @Root() { uuid }: Team,
    @Ctx() context: GraphqlContext,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<Page<Membership>> {
    if (!isWithin(reach(context, 'READ_PEOPLE'), { teamId: uuid })) throw forbidden();
    return this.#members(context, uuid, { first, after });
  }

  @Mutation(() => TeamPayload)
  @Permit('MANAGE_TEAMS')
  async createTeam(
    @Arg('input', () => CreateTeamInput) { name, metadata }: CreateTeamInput,
  ): Promise<TeamPayload> {
    const created = await this.#identity.teams.create({ name, metadata: readMetadata(metadata) });
    return toPayload(created);
  }

  @Mutation(() => TeamPayload)
  @Permit('MANAGE_TEAMS', { own: true })
  updateTeam(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateTeamInput) { name, metadata }: UpdateTeamInput,
    @Arg('expectedRevision', () => Int) expectedRevision: number,
    @Ctx() context: GraphqlContext,
  ): Promise<TeamPayload> {
    const changes = {
      ...(name == null ? {} : { name }),
      ...(metadata == null ? {} : { metadata: readMetadata(metadata) }),
    };
    const options = { expectedRevision, reach: reach(context, 'MANAGE_TEAMS') };
    return change(id, (uuid) => this.#identity.teams.update(uuid, changes, options));
  }

  @Mutation(() => TeamPayload, { description: 'For good; its spend stays on record.' })
  @Permit('MANAGE_TEAMS')
  archiveTeam(@Arg('id', () => ID) id: string): Promise<TeamPayload> {
    return change(id, (uuid) => this.#identity.teams.archive(uuid));
  }

  @Mutation(() => TeamPayload, { description: 'Its keys are refused until it is unblocked.' })
  @Permit('MANAGE_TEAMS')
  blockTeam(@Arg('id', () => ID) id: string): Promise<TeamPayload> {
    return change(id, (uuid) => this.#identity.teams.setBlocked(uuid, true));
  }

  @Mutation(() => TeamPayload)
  @Permit('MANAGE_TEAMS')
  unblockTeam(@Arg('id', () => ID) id: string): Promise<TeamPayload> {
    return change(id, (uuid) => this.#identity.teams.setBlocked(uuid, false));
  }

  @Mutation(() => TeamPayload, {
    description:
      'Takes a user in, or changes their role in the team. With email instead of userId, the person of this address is created when not yet known.',
  })
  @Permit('MANAGE_TEAMS', { own: true })
  setTeamMember(
    @Arg('teamId', () => ID) teamId: string,
    @Ctx() context: GraphqlContext,
    @Arg('userId', () => ID, { nullable: true }) userId?: string | null,
    @Arg('email', () => String, { nullable: true }) email?: string | null,
    @Arg('role', () => TeamRole, { defaultValue: TeamRole.MEMBER }) role: TeamRoleName = 'MEMBER',
  ): Promise<TeamPayload> {
    return change(teamId, async (uuid) => {
      const user = await this.#readMember(userId, email);
      if (!user.ok) return user;
      const member = { teamId: uuid, userId: user.value, role };
      return this.#identity.teams.setMember(member, reach(context, 'MANAGE_TEAMS'));
    });
  }

  @Mutation(() => TeamPayload)
  @Permit('MANAGE_TEAMS', { own: true })
  removeTeamMember(
    @Arg('teamId', () => ID) teamId: string,
    @Arg('userId', () => ID) userId: string,
    @Ctx() context: GraphqlContext,
  ): Promise<TeamPayload> {
    return change(teamId, async (uuid) => {
      const user = await this.#readMember(userId, null);
      if (!user.ok) return user;
      const member = { teamId: uuid, userId: user.value };
      return this.#identity.teams.removeMember(member, reach(context, 'MANAGE_TEAMS'));
    });
  }

  async #readMember(
    userId: string | null | undefined,
    email: string | null | undefined,
  ): Promise<Result<string, Problem[]>> {
    if ((userId == null) === (email == null)) {
      const message = 'Give userId or email';
      return { ok: false, error: [{ code: 'INVALID', message, path: ['userId'] }] };
    }
    if (email != null) {
      const person = await this.#identity.users.ensurePerson(email);
      if (person.ok) return { ok: true, value: person.value.id };
      return { ok: false, error: person.error.map((each) => ({ ...each, path: ['email'] })) };
    }
    const uuid = decodeUuid(USER_ID, userId ?? '');
    if (uuid !== null) return { ok: true, value: uuid };
    const message = 'There is no such user';
    return { ok: false, error: [{ code: 'NOT_FOUND', message, path: ['userId'] }] };
  }
}

async function change(
  id: string,
  make: (uuid: string) => Promise<Result<TeamFacts, Problem[]>>,
): Promise<TeamPayload> {
  const uuid = decodeUuid(TEAM_ID, id);
  if (uuid === null) return { team: null, userErrors: [NO_SUCH_TEAM] };
  return toPayload(await make(uuid));
}

function toPayload(result: Result<TeamFacts, Problem[]>): TeamPayload {
  if (!result.ok) return { team: null, userErrors: result.error };
  return { team: toTeam(result.value), userErrors: [] };
}

const NO_SUCH_TEAM = {
  code: 'NOT_FOUND',
  message: 'There is no such team',
  path: ['id'],
} as const;
