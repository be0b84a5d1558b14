import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { type GraphqlContext, Permit } from '../../platform/graphql/index.ts';
import { SESSION_COOKIE, type SessionService } from '../index.ts';
import { LoginInput, LoginPayload, LogoutPayload, Viewer } from './session-types.ts';

@Resolver()
export class SessionResolver {
  readonly #sessions: SessionService;

  constructor(deps: { sessions: SessionService }) {
    this.#sessions = deps.sessions;
  }

  @Query(() => Viewer, { nullable: true })
  @Permit('PUBLIC')
  viewer(@Ctx() { authentication }: GraphqlContext): Viewer | null {
    return authentication.principal;
  }

  @Mutation(() => LoginPayload)
  @Permit('PUBLIC')
  async login(
    @Arg('input', () => LoginInput) { email, password }: LoginInput,
    @Ctx() { clientAddress, cookies }: GraphqlContext,
  ): Promise<LoginPayload> {
    const opened = await this.#sessions.login({ login: email, password, address: clientAddress });
    if (!opened.ok) return { viewer: null, userErrors: [opened.error] };
    const { token, principal, maxAgeSeconds } = opened.value;
    cookies.set(SESSION_COOKIE, token.reveal(), maxAgeSeconds);
    return { viewer: principal, userErrors: [] };
  }

  @Mutation(() => LogoutPayload)
  @Permit('PUBLIC')
  async logout(@Ctx() { cookies }: GraphqlContext): Promise<LogoutPayload> {
    const token = cookies.get(SESSION_COOKIE);
    if (token !== undefined) await this.#sessions.logout(token);
    cookies.clear(SESSION_COOKIE);
    return { userErrors: [] };
  }
}
