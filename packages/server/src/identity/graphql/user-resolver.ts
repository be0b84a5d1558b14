import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Result } from '../../kernel/index.ts';
import { isWithin, type Role as RoleName } from '../../platform/access/index.ts';
import {
  type GraphqlContext,
  type Page,
  Permit,
  pageByTime,
  reach,
} from '../../platform/graphql/index.ts';
import { decodeUuid } from '../../platform/opaque/index.ts';
import type { Identity, Problem, User as UserFacts } from '../index.ts';
import { nameOf } from './actor-of.ts';
import { createMembershipPages } from './memberships.ts';
import { Role } from './role-type.ts';
import { type Membership, MembershipConnection } from './team-type.ts';
import { CreateUserInput, InviteUserPayload, UpdateUserInput, UserPayload } from './user-inputs.ts';
import { toUser, USER_ID, User, UserConnection, UserKind } from './user-type.ts';

@Resolver(() => User)
export class UserResolver {
  readonly #identity: Pick<Identity, 'invitations' | 'teams' | 'users'>;
  readonly #memberships: ReturnType<typeof createMembershipPages>;

  constructor(identity: Pick<Identity, 'invitations' | 'teams' | 'users'>) {
    this.#identity = identity;
    this.#memberships = createMembershipPages(identity.teams, 'user');
  }

  @Query(() => UserConnection, { description: 'Newest first.' })
  @Permit('READ_PEOPLE', { own: true })
  users(
    @Ctx() context: GraphqlContext,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('search', () => String, { nullable: true }) search?: string | null,
    @Arg('roles', () => [Role], { nullable: true }) roles?: RoleName[] | null,
    @Arg('kinds', () => [UserKind], { nullable: true }) kinds?: UserFacts['kind'][] | null,
    @Arg('includeDisabled', () => Boolean, { defaultValue: false }) includeDisabled = false,
  ): Promise<Page<User>> {
    const own = reach(context, 'READ_PEOPLE');
    const query = {
      search: search?.replaceAll('\0', '').trim() ?? null,
      roles: roles ?? [],
      kinds: kinds ?? [],
      includeDisabled,
      teamIds: own === 'ALL' ? null : own.teamIds,
      ids: null,
    };
    const { users } = this.#identity;
    return pageByTime({ first, after }, (page) => users.list(query, page), toUser);
  }

  @Query(() => User, { nullable: true })
  @Permit('READ_PEOPLE', { own: true })
  async user(
    @Arg('id', () => ID) id: string,
    @Ctx() context: GraphqlContext,
  ): Promise<User | null> {
    const uuid = decodeUuid(USER_ID, id);
    const found = uuid && (await this.#identity.users.find(uuid, reach(context, 'READ_PEOPLE')));
    return found ? toUser(found) : null;
  }

  @FieldResolver(() => MembershipConnection, {
    description: 'The teams a user is in, in the order they came; those the caller may see.',
  })
  @Permit('READ_PEOPLE', { own: true })
  async memberships(
    @Root() { uuid }: User,
    @Ctx() context: GraphqlContext,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<Page<Membership>> {
    const own = reach(context, 'READ_PEOPLE');
    const { edges, pageInfo } = await this.#memberships(context, uuid, { first, after });
    const seen = edges.filter(({ node }) => isWithin(own, { teamId: node.team.uuid }));
    return { edges: seen, nodes: seen.map(({ node }) => node), pageInfo };
  }

  @Mutation(() => UserPayload, {
    description: 'Someone to put spend down to; they cannot sign in yet.',
  })
  @Permit('MANAGE_PEOPLE')
  async createUser(
    @Arg('input', () => CreateUserInput) { email = null, name, role, kind }: CreateUserInput,
  ): Promise<UserPayload> {
    return toPayload(await this.#identity.users.create({ email, name, role, kind }));
  }

  @Mutation(() => UserPayload)
  @Permit('MANAGE_PEOPLE')
  updateUser(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateUserInput) { name, role }: UpdateUserInput,
    @Arg('expectedRevision', () => Int) expectedRevision: number,
  ): Promise<UserPayload> {
    const changes = { ...(name == null ? {} : { name }), ...(role == null ? {} : { role }) };
    return change(id, (uuid) => this.#identity.users.update(uuid, changes, expectedRevision));
  }

  @Mutation(() => UserPayload, {
    description: 'Ends their sessions; their keys and tokens are refused.',
  })
  @Permit('MANAGE_PEOPLE')
  disableUser(@Arg('id', () => ID) id: string): Promise<UserPayload> {
    return change(id, (uuid) => this.#identity.users.setDisabled(uuid, true));
  }

  @Mutation(() => UserPayload)
  @Permit('MANAGE_PEOPLE')
  enableUser(@Arg('id', () => ID) id: string): Promise<UserPayload> {
    return change(id, (uuid) => this.#identity.users.setDisabled(uuid, false));
  }

  @Mutation(() => InviteUserPayload, {
    description:
      'A link, good once and for seven days, where the user chooses a (new) password. A repeated idempotencyKey makes no other, and does not show it again.',
  })
  @Permit('MANAGE_PEOPLE')
  async inviteUser(
    @Arg('id', () => ID) id: string,
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Ctx() context: GraphqlContext,
  ): Promise<InviteUserPayload> {
    const uuid = decodeUuid(USER_ID, id);
    if (uuid === null) return { ...NO_INVITATION, userErrors: [NO_SUCH_USER] };
    const { invitations } = this.#identity;
    const invited = await invitations.invite(uuid, idempotencyKey, nameOf(context));
    if (!invited.ok) return { ...NO_INVITATION, userErrors: invited.error };
    const [user] = await this.#identity.users.byIds([uuid]);
    const { token, expiresAt } = invited.value;
    const linkPath = token && `/ui/invitation#${token.reveal()}`;
    return { user: user ? toUser(user) : null, linkPath, expiresAt, userErrors: [] };
  }
}

const NO_INVITATION = { user: null, linkPath: null, expiresAt: null };

const NO_SUCH_USER = {
  code: 'NOT_FOUND',
  message: 'There is no such user',
  path: ['id'],
} as const;

async function change(
  id: string,
  make: (uuid: string) => Promise<Result<UserFacts, Problem[]>>,
): Promise<UserPayload> {
  const uuid = decodeUuid(USER_ID, id);
  if (uuid === null) return { user: null, userErrors: [NO_SUCH_USER] };
  return toPayload(await make(uuid));
}

function toPayload(result: Result<UserFacts, Problem[]>): UserPayload {
  if (!result.ok) return { user: null, userErrors: result.error };
  return { user: toUser(result.value), userErrors: [] };
}
