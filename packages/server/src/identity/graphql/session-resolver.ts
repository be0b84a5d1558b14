import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { Clock, Result } from '../../kernel/index.ts';
import {
  forbidden,
  type GraphqlContext,
  may,
  type Page,
  Permit,
  pageByTime,
} from '../../platform/graphql/index.ts';
import { decodeUuid, encodeId } from '../../platform/opaque/index.ts';
import {
  type Identity,
  LINK_OVER,
  type LinkOver,
  type OpenedSession,
  type Problem,
  SESSION_COOKIE,
  type Session as SessionFacts,
} from '../index.ts';
import {
  ChangedPayload,
  LoginInput,
  LoginPayload,
  LogoutPayload,
  Session,
  SessionConnection,
  toViewer,
  Viewer,
} from './session-types.ts';
import { AcceptInvitationInput } from './user-inputs.ts';
import { USER_ID } from './user-type.ts';

const SESSION_ID = 'Session';
/** What an open-ended portal link keeps in the browser. */
const LONGEST_PORTAL_SECONDS = 24 * 3_600;

@Resolver()
export class SessionResolver {
  readonly #identity: Pick<Identity, 'invitations' | 'sessions' | 'tokens'>;
  readonly #clock: Clock;

  constructor(deps: {
    identity: Pick<Identity, 'invitations' | 'sessions' | 'tokens'>;
    clock: Clock;
  }) {
    this.#identity = deps.identity;
    this.#clock = deps.clock;
  }

  @Query(() => Viewer, { nullable: true })
  @Permit('PUBLIC')
  viewer(@Ctx() { authentication }: GraphqlContext): Viewer | null {
    return authentication.principal && toViewer(authentication.principal);
  }

  @Query(() => SessionConnection, {
    description: "One's own, newest first; those of another user for who manages people.",
  })
  @Permit('SIGNED_IN')
  sessions(
    @Ctx() context: GraphqlContext,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('userId', () => ID, { nullable: true }) userId?: string | null,
  ): Promise<Page<Session>> {
    const whose = userId == null ? ownId(context) : readForeignId(context, userId);
    const { sessions } = this.#identity;
    if (whose === null) return pageByTime({ first, after }, async () => [], toSession);
    const token = context.cookies.get(SESSION_COOKIE);
    return pageByTime(
      { first, after },
      (page) => sessions.list(whose, page),
      (session) => toSession(session, sessions.isOf(session, token)),
    );
  }

  @Mutation(() => LoginPayload)
  @Permit('PUBLIC')
  async login(
    @Arg('input', () => LoginInput) { email, password }: LoginInput,
    @Ctx() context: GraphqlContext,
  ): Promise<LoginPayload> {
    const attempt = { login: email, password, origin: originOf(context) };
    const opened = await this.#identity.sessions.login(attempt);
    return enter(context, opened.ok ? opened : { ok: false, error: [opened.error] });
  }

  @Mutation(() => LogoutPayload)
  @Permit('PUBLIC')
  async logout(@Ctx() { cookies }: GraphqlContext): Promise<LogoutPayload> {
    const token = cookies.get(SESSION_COOKIE);
    if (token !== undefined) await this.#identity.sessions.logout(token);
    cookies.clear(SESSION_COOKIE);
    return { userErrors: [] };
  }

  @Mutation(() => LoginPayload, { description: 'Sets the password and signs in.' })
  @Permit('PUBLIC')
  async acceptInvitation(
    @Arg('input', () => AcceptInvitationInput) input: AcceptInvitationInput,
    @Ctx() context: GraphqlContext,
  ): Promise<LoginPayload> {
    return enter(context, await this.#identity.invitations.accept(input, originOf(context)));
  }

  @Mutation(() => LoginPayload, {
    description: "Signs in to a customer's portal with a signed link, until it ends.",
  })
  @Permit('PUBLIC')
  async openPortal(
    @Arg('link', () => String) link: string,
    @Ctx() context: GraphqlContext,
  ): Promise<LoginPayload> {
    const found = await this.#identity.tokens.findByLink(link);
    if (!found.ok) return { viewer: null, userErrors: [toLinkProblem(found.error)] };
    const { principal, expiresAt } = found.value;
    const end = expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
    const left = Math.floor((end - this.#clock.now().getTime()) / 1_000);
    context.cookies.set(SESSION_COOKIE, link, Math.min(left, LONGEST_PORTAL_SECONDS));
    return { viewer: toViewer(principal), userErrors: [] };
  }

  @Mutation(() => ChangedPayload, { description: "Ends every other session of one's own." })
  @Permit('SIGNED_IN')
  async changePassword(
    @Arg('currentPassword', () => String) current: string,
    @Arg('newPassword', () => String) next: string,
    @Ctx() context: GraphqlContext,
  ): Promise<ChangedPayload> {
    const token = context.cookies.get(SESSION_COOKIE);
    const userId = ownId(context);
    if (userId === null) return { userErrors: [NO_PASSWORD] };
    const passwords = { current, next, token };
    const changed = await this.#identity.sessions.changePassword(userId, passwords);
    return { userErrors: changed.ok ? [] : changed.error };
  }

  @Mutation(() => ChangedPayload, {
    description: "One's own, or anybody's for who manages people. It takes effect at once.",
  })
  @Permit('SIGNED_IN')
  async endSession(
    @Arg('id', () => ID) id: string,
    @Ctx() context: GraphqlContext,
  ): Promise<ChangedPayload> {
    const uuid = decodeUuid(SESSION_ID, id);
    const mayEndAny = may(context, 'MANAGE_PEOPLE');
    const own = ownId(context);
    const isAsked = uuid !== null && (mayEndAny || own !== null);
    const ended = isAsked && (await this.#identity.sessions.end(uuid, mayEndAny ? null : own));
    return { userErrors: ended ? [] : [NO_SUCH_SESSION] };
  }

  @Mutation(() => ChangedPayload)
  @Permit('MANAGE_PEOPLE')
  async endSessionsOf(@Arg('userId', () => ID) userId: string): Promise<ChangedPayload> {
    const uuid = decodeUuid(USER_ID, userId);
    if (uuid === null) return { userErrors: [NO_SUCH_USER] };
    await this.#identity.sessions.endAllOf(uuid);
    return { userErrors: [] };
  }
}

function originOf({ clientAddress, userAgent }: GraphqlContext) {
  return { address: clientAddress, userAgent };
}

function enter(
  { cookies }: GraphqlContext,
  opened: Result<OpenedSession, Problem[]>,
): LoginPayload {
  if (!opened.ok) return { viewer: null, userErrors: opened.error };
  const { token, principal, maxAgeSeconds } = opened.value;
  cookies.set(SESSION_COOKIE, token.reveal(), maxAgeSeconds);
  return { viewer: toViewer(principal), userErrors: [] };
}

/** Only users have sessions and passwords. */
function ownId({ authentication }: GraphqlContext): string | null {
  const { principal } = authentication;
  return principal?.kind === 'user' ? principal.id : null;
}

function toSession(session: SessionFacts, isCurrent = false): Session {
  return { ...session, id: encodeId(SESSION_ID, session.id), isCurrent };
}

function readForeignId(context: GraphqlContext, userId: string): string {
  const uuid = decodeUuid(USER_ID, userId);
  if (uuid === null || !may(context, 'MANAGE_PEOPLE')) throw forbidden();
  return uuid;
}

const LINK_CODES = {
  expired: 'EXPIRED',
  revoked: 'REVOKED',
  unknown: 'UNAUTHENTICATED',
} as const satisfies Record<LinkOver, string>;

function toLinkProblem(over: LinkOver): Problem {
  return { code: LINK_CODES[over], message: LINK_OVER[over], path: ['link'] };
}

const NO_PASSWORD = {
  code: 'INVALID',
  message: 'Only a user has a password',
  path: ['currentPassword'],
} as const;
const NO_SUCH_SESSION = {
  code: 'NOT_FOUND',
  message: 'There is no such session',
  path: ['id'],
} as const;
const NO_SUCH_USER = {
  code: 'NOT_FOUND',
  message: 'There is no such user',
  path: ['userId'],
} as const;
