import { listOf } from '../../lib/form-problems.ts';

/** What a form says about a key, all of it text. */
export interface KeyValues {
  readonly alias: string;
  readonly ownerEmail: string;
  readonly teamId: string;
  readonly boundCustomer: string;
  readonly models: string;
  readonly tags: string;
  readonly lifetime: Lifetime;
}

export type KeyField = keyof KeyValues;

export const LIFETIMES = ['kept', 'never', '7', '30', '90', '365'] as const;
/** Days from now; "kept" leaves an expiry as it is. */
export type Lifetime = (typeof LIFETIMES)[number];

export const NEW_KEY: KeyValues = {
  alias: '',
  ownerEmail: '',
  teamId: '',
  boundCustomer: '',
  models: '',
  tags: '',
  lifetime: 'never',
};

const DAY_MS = 86_400_000;

export function toIssueInput(values: KeyValues, now: Date) {
  const { alias, ownerEmail, teamId, boundCustomer, models, tags, lifetime } = values;
  return {
    alias: alias.trim(),
    tags: listOf(tags),
    ownerEmail: orNull(ownerEmail),
    teamId: orNull(teamId),
    boundCustomer: orNull(boundCustomer),
    models: modelsOf(models),
    expiresAt: expiryOf(lifetime, now) ?? null,
  };
}

/** What differs between the two, and nothing else: the rest of the key stays as it is. */
export function toUpdateInput(before: KeyValues, after: KeyValues, now: Date) {
  const all = toIssueInput(after, now);
  const changed = (field: KeyField) => before[field].trim() !== after[field].trim();
  const expiresAt = expiryOf(after.lifetime, now);
  return {
    ...(changed('alias') ? { alias: all.alias } : {}),
    ...(changed('tags') ? { tags: all.tags } : {}),
    ...(changed('ownerEmail') ? ownerChange(all.ownerEmail) : {}),
    ...(changed('teamId') ? { teamId: all.teamId } : {}),
    ...(changed('boundCustomer') ? { boundCustomer: all.boundCustomer } : {}),
    ...(changed('models') ? { models: all.models } : {}),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function ownerChange(ownerEmail: string | null) {
  return ownerEmail === null ? { ownerId: null } : { ownerEmail };
}

/** Undefined when it is to stay; null for never. */
function expiryOf(lifetime: Lifetime, now: Date): string | null | undefined {
  if (lifetime === 'kept') return undefined;
  if (lifetime === 'never') return null;
  return new Date(now.getTime() + Number(lifetime) * DAY_MS).toISOString();
}

/** An empty field is every model, which is null; an empty list would be none. */
function modelsOf(text: string): string[] | null {
  const models = listOf(text);
  return models.length === 0 ? null : models;
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
