import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Clock, Result } from '../../kernel/index.ts';
import {
  badUserInput,
  DateTime,
  type GraphqlContext,
  type Page,
  Permit,
  pageByTime,
  reach,
} from '../../platform/graphql/index.ts';
import { decodeUuid } from '../../platform/opaque/index.ts';
import type { Actor, ApiKey as ApiKeyFacts, Identity, Problem, ReadKeyRules } from '../index.ts';
import { actorOf } from './actor-of.ts';
import {
  ApiKeyFilter,
  ApiKeyPayload,
  ApiKeySecretPayload,
  IssueApiKeyInput,
  SigningSecretPayload,
  UpdateApiKeyInput,
} from './api-key-inputs.ts';
import { readIssueInput, readRules, readUpdateInput } from './api-key-terms.ts';
import { API_KEY_ID, ApiKey, ApiKeyConnection, toApiKey } from './api-key-type.ts';
import type { People } from './people.ts';
import { readIds } from './read-ids.ts';
import { TEAM_ID, Team } from './team-type.ts';
import { USER_ID, User } from './user-type.ts';

const DAY_MS = 86_400_000;
const DEFAULT_OVERLAP_MINUTES = 24 * 60;

@Resolver(() => ApiKey)
export class ApiKeyResolver {
  readonly #identity: Pick<Identity, 'apiKeys' | 'users'>;
  readonly #people: People;
  readonly #readKeyRules: ReadKeyRules;
  readonly #clock: Clock;

  constructor(deps: {
    identity: Pick<Identity, 'apiKeys' | 'users'>;
    people: People;
    readKeyRules: ReadKeyRules;
    clock: Clock;
  }) {
    this.#identity = deps.identity;
    this.#people = deps.people;
    this.#readKeyRules = deps.readKeyRules;
    this.#clock = deps.clock;
  }

  @Query(() => ApiKeyConnection, { description: 'Newest first.' })
  @Permit('READ_KEYS', { own: true })
  apiKeys(
    @Ctx() context: GraphqlContext,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('filter', () => ApiKeyFilter, { nullable: true }) filter?: ApiKeyFilter | null,
    @Arg('includeRevoked', () => Boolean, { defaultValue: false }) includeRevoked?: boolean,
  ): Promise<Page<ApiKey>> {
    const now = this.#clock.now();
    const every = includeRevoked ? EVERY_STATUS : [];
    const query = {
      reach: reach(context, 'READ_KEYS'),
      search: filter?.search?.replaceAll('\0', '').trim() ?? null,
      teamIds: readIds(TEAM_ID, filter?.teams),
      userIds: readIds(USER_ID, filter?.owners),
      customers: filter?.customers?.map((each) => each.replaceAll('\0', '')) ?? [],
      statuses: filter?.statuses ?? every,
      unusedSince: daysBefore(now, filter?.unusedForDays),
    };
    return pageByTime(
      { first, after },
      (page) => this.#identity.apiKeys.list(query, page),
      (key) => toApiKey(key, now),
    );
  }

  @Query(() => ApiKey, { nullable: true })
  @Permit('READ_KEYS', { own: true })
  async apiKey(
    @Arg('id', () => ID) id: string,
    @Ctx() context: GraphqlContext,
  ): Promise<ApiKey | null> {
    const uuid = decodeUuid(API_KEY_ID, id);
    if (uuid === null) return null;
    const key = await this.#identity.apiKeys.find(uuid, reach(context, 'READ_KEYS'));
    return key && toApiKey(key, this.#clock.now());
  }

  @FieldResolver(() => User, { nullable: true, description: 'Who its spend is put down to.' })
  @Permit('READ_INTERNALS', { own: true })
  owner(@Root() key: ApiKey, @Ctx() context: GraphqlContext): Promise<User | null> {
    return this.#people.user(context, key.userId);
  }

  @FieldResolver(() => Team, { nullable: true })
  @Permit('READ_INTERNALS', { own: true })
  team(@Root() key: ApiKey, @Ctx() context: GraphqlContext): Promise<Team | null> {
    return this.#people.team(context, key.teamId);
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'When its latest recorded call came in; null when none was.',
  })
  @Permit('READ_INTERNALS', { own: true })
  lastUsedAt(@Root() key: ApiKey, @Ctx() { loaders }: GraphqlContext): Promise<Date | null> {
    return loaders.load(this.#identity.apiKeys.lastUses, key.uuid);
  }

  @Mutation(() => ApiKeySecretPayload, {
    description:
      'With the budgets and limits it is given, or not at all. A repeated idempotencyKey returns the same key, without its secret.',
  })
  @Permit('MANAGE_KEYS', { own: true })
  async issueApiKey(
    @Arg('input', () => IssueApiKeyInput) input: IssueApiKeyInput,
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Ctx() context: GraphqlContext,
  ): Promise<ApiKeySecretPayload> {
    const by = actorOf(context, 'MANAGE_KEYS');
    const rules = readRules(this.#readKeyRules, input);
    if (!rules.ok) return { apiKey: null, secret: null, userErrors: rules.error };
    const terms = await readIssueInput(this.#identity.users, input);
    if (!terms.ok) return { apiKey: null, secret: null, userErrors: terms.error };
    const asked = { rules: rules.value, idempotencyKey, by };
    const issued = await this.#identity.apiKeys.issue(terms.value, asked);
    if (!issued.ok) return { apiKey: null, secret: null, userErrors: issued.error };
    const apiKey = toApiKey(issued.value.apiKey, this.#clock.now());
    return { apiKey, secret: issued.value.secret?.reveal() ?? null, userErrors: [] };
  }

  @Mutation(() => ApiKeyPayload)
  @Permit('MANAGE_KEYS', { own: true })
  updateApiKey(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateApiKeyInput) input: UpdateApiKeyInput,
    @Arg('expectedRevision', () => Int) expectedRevision: number,
    @Ctx() context: GraphqlContext,
  ): Promise<ApiKeyPayload> {
    return this.#change(context, id, async (uuid, by) => {
      const changes = await readUpdateInput(this.#identity.users, input);
      if (!changes.ok) return changes;
      return this.#identity.apiKeys.update(uuid, changes.value, { expectedRevision, by });
    });
  }

  @Mutation(() => ApiKeySecretPayload, {
    description:
      'A new secret for the same key. The old one goes on for overlapMinutes. A repeated idempotencyKey makes no other, and does not show it again.',
  })
  @Permit('MANAGE_KEYS', { own: true })
  async rotateApiKey(
    @Arg('id', () => ID) id: string,
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Ctx() context: GraphqlContext,
    @Arg('overlapMinutes', () => Int, { defaultValue: DEFAULT_OVERLAP_MINUTES })
    overlapMinutes: number,
  ): Promise<ApiKeySecretPayload> {
    const uuid = decodeUuid(API_KEY_ID, id);
    if (uuid === null) return { apiKey: null, secret: null, userErrors: [NO_SUCH_KEY] };
    const asked = { by: actorOf(context, 'MANAGE_KEYS'), idempotencyKey };
    const rotated = await this.#identity.apiKeys.rotate(uuid, { overlapMinutes, ...asked });
    if (!rotated.ok) return { apiKey: null, secret: null, userErrors: rotated.error };
    const { apiKey, secret } = rotated.value;
    const shown = toApiKey(apiKey, this.#clock.now());
    return { apiKey: shown, secret: secret?.reveal() ?? null, userErrors: [] };
  }

  @Mutation(() => SigningSecretPayload, {
    description:
      'Whether callers must sign the customer they name. When they must, there is a new secret. A repeated idempotencyKey makes no other, and does not show it again.',
  })
  @Permit('MANAGE_KEYS', { own: true })
  async requireSignedCustomer(
    @Arg('id', () => ID) id: string,
    @Arg('required', () => Boolean) required: boolean,
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Ctx() context: GraphqlContext,
  ): Promise<SigningSecretPayload> {
    const uuid = decodeUuid(API_KEY_ID, id);
    if (uuid === null) return { apiKey: null, signingSecret: null, userErrors: [NO_SUCH_KEY] };
    const asked = { by: actorOf(context, 'MANAGE_KEYS'), idempotencyKey };
    const set = await this.#identity.apiKeys.setSigning(uuid, { required, ...asked });
    if (!set.ok) return { apiKey: null, signingSecret: null, userErrors: set.error };
    const apiKey = toApiKey(set.value.apiKey, this.#clock.now());
    return { apiKey, signingSecret: set.value.secret?.reveal() ?? null, userErrors: [] };
  }

  @Mutation(() => ApiKeyPayload)
  @Permit('MANAGE_KEYS', { own: true })
  revokeApiKey(
    @Arg('id', () => ID) id: string,
    @Ctx() context: GraphqlContext,
  ): Promise<ApiKeyPayload> {
    return this.#change(context, id, (uuid, by) => this.#identity.apiKeys.revoke(uuid, by));
  }

  @Mutation(() => ApiKeyPayload)
  @Permit('MANAGE_KEYS', { own: true })
  blockApiKey(
    @Arg('id', () => ID) id: string,
    @Ctx() context: GraphqlContext,
  ): Promise<ApiKeyPayload> {
    return this.#change(context, id, (uuid, by) =>
      this.#identity.apiKeys.setBlocked(uuid, true, by),
    );
  }

  @Mutation(() => ApiKeyPayload)
  @Permit('MANAGE_KEYS', { own: true })
  unblockApiKey(
    @Arg('id', () => ID) id: string,
    @Ctx() context: GraphqlContext,
  ): Promise<ApiKeyPayload> {
    return this.#change(context, id, (uuid, by) =>
      this.#identity.apiKeys.setBlocked(uuid, false, by),
    );
  }

  async #change(
    context: GraphqlContext,
    id: string,
    change: (uuid: string, by: Actor) => Promise<Result<ApiKeyFacts, Problem[]>>,
  ): Promise<ApiKeyPayload> {
    const uuid = decodeUuid(API_KEY_ID, id);
    if (uuid === null) return { apiKey: null, userErrors: [NO_SUCH_KEY] };
    const changed = await change(uuid, actorOf(context, 'MANAGE_KEYS'));
    if (!changed.ok) return { apiKey: null, userErrors: changed.error };
    return { apiKey: toApiKey(changed.value, this.#clock.now()), userErrors: [] };
  }
}

const EVERY_STATUS = ['ACTIVE', 'BLOCKED', 'EXPIRED', 'REVOKED'] as const;

const NO_SUCH_KEY = {
  code: 'NOT_FOUND',
  message: 'There is no such API key',
  path: ['id'],
} as const;

const MOST_DAYS = 3_650;

function daysBefore(now: Date, days: number | null | undefined): Date | null {
  if (days == null) return null;
  if (days < 1 || days > MOST_DAYS) {
    throw badUserInput(`unusedForDays must be from 1 to ${MOST_DAYS}`);
  }
  return new Date(now.getTime() - days * DAY_MS);
}
