import { err, ok, type Result } from '../../kernel/index.ts';
import { readMetadata } from '../../platform/graphql/index.ts';
import type { ApiKeyTerms, Identity, KeyRules, Problem, ReadKeyRules } from '../index.ts';
import type { IssueApiKeyInput, UpdateApiKeyInput } from './api-key-inputs.ts';
import { readId } from './read-ids.ts';
import { TEAM_ID } from './team-type.ts';
import { USER_ID } from './user-type.ts';

type Users = Pick<Identity['users'], 'ensurePerson'>;

export async function readIssueInput(
  users: Users,
  input: IssueApiKeyInput,
): Promise<Result<ApiKeyTerms, Problem[]>> {
  const belonging = await readBelonging(users, input);
  if (!belonging.ok) return belonging;
  const { alias, tags, boundCustomer = null, models = null, expiresAt = null } = input;
  const { userId = null, teamId = null } = belonging.value;
  const metadata = readMetadata(input.metadata);
  return ok({ alias, tags, boundCustomer, models, expiresAt, userId, teamId, metadata });
}

/** Null when no rules are given. */
export function readRules(
  read: ReadKeyRules,
  { budgets, requestsPerMinute, tokensPerMinute, maxParallel }: IssueApiKeyInput,
): Result<KeyRules | null, Problem[]> {
  const limits = {
    requestsPerMinute: requestsPerMinute ?? null,
    tokensPerMinute: tokensPerMinute ?? null,
    maxParallel: maxParallel ?? null,
  };
  const isNone = Object.values(limits).every((limit) => limit === null);
  if (isNone && budgets.length === 0) return ok(null);
  return read({
    limits,
    budgets: budgets.map(({ limit, period, soft, timeZone, thresholds }) => {
      return { limit, period, soft, timeZone: timeZone ?? null, thresholds: thresholds ?? null };
    }),
  });
}

/** Only what is given: absent stays absent, null is null where a term can be. */
export async function readUpdateInput(
  users: Users,
  input: UpdateApiKeyInput,
): Promise<Result<Partial<ApiKeyTerms>, Problem[]>> {
  const belonging = await readBelonging(users, input);
  if (!belonging.ok) return belonging;
  const { alias, boundCustomer, models, tags, metadata, expiresAt } = input;
  return ok({
    ...belonging.value,
    ...(alias == null ? {} : { alias }),
    ...(boundCustomer === undefined ? {} : { boundCustomer }),
    ...(models === undefined ? {} : { models }),
    ...(tags == null ? {} : { tags }),
    ...(metadata == null ? {} : { metadata: readMetadata(metadata) }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });
}

async function readBelonging(
  users: Users,
  input: Pick<UpdateApiKeyInput, 'ownerEmail' | 'ownerId' | 'teamId'>,
): Promise<Result<{ userId?: string | null; teamId?: string | null }, Problem[]>> {
  const teamId = readId(TEAM_ID, input.teamId, ['input', 'teamId']);
  if (!teamId.ok) return teamId;
  const userId = await readOwner(users, input);
  if (!userId.ok) return userId;
  return ok({
    ...(userId.value === undefined ? {} : { userId: userId.value }),
    ...(teamId.value === undefined ? {} : { teamId: teamId.value }),
  });
}

async function readOwner(
  users: Users,
  { ownerId, ownerEmail }: Pick<UpdateApiKeyInput, 'ownerEmail' | 'ownerId'>,
): Promise<Result<string | null | undefined, Problem[]>> {
  if (ownerEmail == null) return readId(USER_ID, ownerId, ['input', 'ownerId']);
  const path = ['input', 'ownerEmail'];
  if (ownerId != null) {
    return err([{ code: 'INVALID', message: 'Give ownerId or ownerEmail, not both', path }]);
  }
  const person = await users.ensurePerson(ownerEmail);
  if (person.ok) return ok(person.value.id);
  return err(person.error.map((problem) => ({ ...problem, path })));
}
