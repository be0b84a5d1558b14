import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { assert, type Clock } from '../../kernel/index.ts';
import {
  badUserInput,
  connectionOf,
  type GraphqlContext,
  Permit,
  pageSize,
} from '../../platform/graphql/index.ts';
import { decodeCursor, decodeUuid, encodeCursor, isUuid } from '../../platform/opaque/index.ts';
import type { ApiKey, ApiKeyPosition, ApiKeyService } from '../index.ts';
import { IssueApiKeyInput, IssueApiKeyPayload, RevokeApiKeyPayload } from './api-key-inputs.ts';
import { API_KEY_ID, ApiKeyConnection, toApiKey } from './api-key-type.ts';

@Resolver()
export class ApiKeyResolver {
  readonly #apiKeys: ApiKeyService;
  readonly #clock: Clock;

  constructor(deps: { apiKeys: ApiKeyService; clock: Clock }) {
    this.#apiKeys = deps.apiKeys;
    this.#clock = deps.clock;
  }

  @Query(() => ApiKeyConnection)
  @Permit('READ_KEYS')
  async apiKeys(
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('includeRevoked', () => Boolean, { defaultValue: false }) includeRevoked: boolean,
  ): Promise<ApiKeyConnection> {
    const limit = pageSize(first);
    const keys = await this.#apiKeys.list({
      limit: limit + 1,
      after: after == null ? null : readPosition(after),
      includeRevoked,
    });
    const now = this.#clock.now();
    const items = keys
      .slice(0, limit)
      .map((key) => ({ node: toApiKey(key, now), cursor: writePosition(key) }));
    return connectionOf({ items, hasNextPage: keys.length > limit });
  }

  @Mutation(() => IssueApiKeyPayload, {
    description: 'A repeated idempotencyKey returns the same key, without its secret.',
  })
  @Permit('MANAGE_KEYS')
  async issueApiKey(
    @Arg('input', () => IssueApiKeyInput) input: IssueApiKeyInput,
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Ctx() { authentication }: GraphqlContext,
  ): Promise<IssueApiKeyPayload> {
    assert(authentication.principal !== null, 'a mutation without a principal');
    const { alias, tags, boundCustomer = null, expiresAt = null } = input;
    const unowned = { userId: null, teamId: null, models: null };
    const request = { ...unowned, alias, tags, boundCustomer, expiresAt };
    const issued = await this.#apiKeys.issue(
      request,
      idempotencyKey,
      authentication.principal.name,
    );
    if (!issued.ok) return { apiKey: null, secret: null, userErrors: issued.error };
    const apiKey = toApiKey(issued.value.apiKey, this.#clock.now());
    return { apiKey, secret: issued.value.secret?.reveal() ?? null, userErrors: [] };
  }

  @Mutation(() => RevokeApiKeyPayload)
  @Permit('MANAGE_KEYS')
  async revokeApiKey(@Arg('id', () => ID) id: string): Promise<RevokeApiKeyPayload> {
    const key = decodeUuid(API_KEY_ID, id);
    if (key === null) return { apiKey: null, userErrors: [NO_SUCH_KEY] };
    const revoked = await this.#apiKeys.revoke(key);
    if (!revoked.ok) return { apiKey: null, userErrors: revoked.error };
    return { apiKey: toApiKey(revoked.value, this.#clock.now()), userErrors: [] };
  }
}

const NO_SUCH_KEY = {
  code: 'NOT_FOUND',
  message: 'There is no such API key',
  path: ['id'],
} as const;

function writePosition({ createdAt, id }: ApiKey): string {
  return encodeCursor([createdAt.getTime(), id]);
}

function readPosition(cursor: string): ApiKeyPosition {
  const [createdAt, id] = decodeCursor(cursor, 2) ?? [];
  if (!Number.isSafeInteger(createdAt) || typeof id !== 'string' || !isUuid(id)) {
    throw badUserInput('after is not a cursor of this list');
  }
  return { createdAt: new Date(createdAt as number), id };
}
