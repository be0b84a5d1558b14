import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import {
  type GraphqlContext,
  type Page,
  Permit,
  pageByTime,
} from '../../platform/graphql/index.ts';
import { decodeUuid } from '../../platform/opaque/index.ts';
import type { Identity } from '../index.ts';
import { nameOf } from './actor-of.ts';
import type { People } from './people.ts';
import { readId } from './read-ids.ts';
import {
  API_TOKEN_ID,
  ApiToken,
  ApiTokenConnection,
  ApiTokenPayload,
  IssueApiTokenInput,
  IssueApiTokenPayload,
  PortalLinkPayload,
  toApiToken,
} from './token-type.ts';
import { USER_ID, User } from './user-type.ts';

const DEFAULT_LINK_MINUTES = 24 * 60;

@Resolver(() => ApiToken)
export class TokenResolver {
  readonly #tokens: Identity['tokens'];
  readonly #people: People;

  constructor(deps: { tokens: Identity['tokens']; people: People }) {
    this.#tokens = deps.tokens;
    this.#people = deps.people;
  }

  @Query(() => ApiTokenConnection, { description: 'Newest first.' })
  @Permit('MANAGE_PEOPLE')
  apiTokens(
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('customer', () => String, { nullable: true }) customer?: string | null,
    @Arg('includeRevoked', () => Boolean, { defaultValue: false }) includeRevoked = false,
  ): Promise<Page<ApiToken>> {
    const query = { includeRevoked, customer: customer?.replaceAll('\0', '') ?? null };
    const list = (page: Parameters<Parameters<typeof pageByTime>[1]>[0]) =>
      this.#tokens.list({ ...query, ...page });
    return pageByTime({ first, after }, list, toApiToken);
  }

  @FieldResolver(() => User, { nullable: true })
  @Permit('MANAGE_PEOPLE')
  user(@Root() token: ApiToken, @Ctx() context: GraphqlContext): Promise<User | null> {
    return this.#people.user(context, token.userId);
  }

  @Mutation(() => IssueApiTokenPayload, {
    description: 'A repeated idempotencyKey returns the same token, without its secret.',
  })
  @Permit('MANAGE_PEOPLE')
  async issueApiToken(
    @Arg('input', () => IssueApiTokenInput) input: IssueApiTokenInput,
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Ctx() context: GraphqlContext,
  ): Promise<IssueApiTokenPayload> {
    const userId = readId(USER_ID, input.userId, ['input', 'userId']);
    if (!userId.ok) return { apiToken: null, secret: null, userErrors: userId.error };
    const { name, scope, customer = null, expiresAt = null } = input;
    const terms = { name, scope, customer, expiresAt, userId: userId.value ?? null };
    const issued = await this.#tokens.issue(terms, idempotencyKey, nameOf(context));
    if (!issued.ok) return { apiToken: null, secret: null, userErrors: issued.error };
    const { token, secret } = issued.value;
    return { apiToken: toApiToken(token), secret: secret?.reveal() ?? null, userErrors: [] };
  }

  @Mutation(() => ApiTokenPayload)
  @Permit('MANAGE_PEOPLE')
  async revokeApiToken(@Arg('id', () => ID) id: string): Promise<ApiTokenPayload> {
    const uuid = decodeUuid(API_TOKEN_ID, id);
    if (uuid === null) return { apiToken: null, userErrors: [NO_SUCH_TOKEN] };
    const revoked = await this.#tokens.revoke(uuid);
    if (!revoked.ok) return { apiToken: null, userErrors: revoked.error };
    return { apiToken: toApiToken(revoked.value), userErrors: [] };
  }

  @Mutation(() => PortalLinkPayload, {
    description:
      'A link to the portal of the customer of a PORTAL token; it ends with the token. A repeated idempotencyKey returns the same link.',
  })
  @Permit('MANAGE_PEOPLE')
  async createPortalLink(
    @Arg('apiTokenId', () => ID) apiTokenId: string,
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Arg('validMinutes', () => Int, { defaultValue: DEFAULT_LINK_MINUTES }) validMinutes: number,
  ): Promise<PortalLinkPayload> {
    const uuid = decodeUuid(API_TOKEN_ID, apiTokenId);
    if (uuid === null) return { linkPath: null, expiresAt: null, userErrors: [NO_SUCH_TOKEN] };
    const made = await this.#tokens.portalLink(uuid, { validMinutes, idempotencyKey });
    if (!made.ok) return { linkPath: null, expiresAt: null, userErrors: made.error };
    const { link, expiresAt } = made.value;
    return { linkPath: `/ui/portal#${link.reveal()}`, expiresAt, userErrors: [] };
  }
}

const NO_SUCH_TOKEN = {
  code: 'NOT_FOUND',
  message: 'There is no such API token',
  path: ['id'],
} as const;
