import { isPlainText } from '../../kernel/index.ts';
import { type DumpRow, readArray } from './read-dump.ts';
import type { Source } from './source.ts';
import { stableId } from './stable-id.ts';

export interface ImportedTeam {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string | null;
  readonly blocked: boolean;
}

export interface ImportedUser {
  readonly id: string;
  readonly login: string;
  readonly email: string | null;
  readonly name: string;
  readonly role: 'ADMIN' | 'MEMBER' | 'VIEWER';
}

export interface ImportedMember {
  readonly teamId: string;
  readonly userId: string;
  readonly role: 'ADMIN' | 'MEMBER';
}

export interface ImportedKey {
  readonly id: string;
  /** Hex; LiteLLM keeps the same hash of the same text. */
  readonly sha256: string;
  readonly alias: string;
  readonly lastFour: string;
  readonly teamId: string | null;
  readonly userId: string | null;
  readonly models: readonly string[] | null;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: string | null;
  readonly expiresAt: string | null;
  readonly blocked: boolean;
  /** Deleted there, and known by what was spent with it. */
  readonly revoked: boolean;
}

export interface People {
  readonly teams: readonly ImportedTeam[];
  readonly users: readonly ImportedUser[];
  readonly members: readonly ImportedMember[];
  readonly keys: readonly ImportedKey[];
  readonly notes: readonly string[];
}

const ROLES: Readonly<Record<string, ImportedUser['role']>> = {
  proxy_admin: 'ADMIN',
  proxy_admin_viewer: 'VIEWER',
};
const HASH = /^[0-9a-f]{64}$/;
/** Sessions of its dashboard are kept among the keys. */
const DASHBOARD_TEAM = 'litellm-dashboard';
const LONGEST_NAME = 120;

/** Teams, users, members and keys, under ids that are the same each time. */
export function planPeople(source: Source): People {
  const notes: string[] = [];
  const teams = planTeams(source.teams);
  const users = source.users.map(planUser);
  const known = {
    teams: new Set(teams.map(({ id }) => id)),
    users: new Set(users.map(({ id }) => id)),
  };
  const teamModels = new Map(
    source.teams.map((row) => [row['team_id'], readArray(row['models'] ?? null)]),
  );
  const sessions = source.keys.filter((row) => row['team_id'] === DASHBOARD_TEAM);
  if (sessions.length > 0) {
    notes.push(`${sessions.length} sessions of LiteLLM's dashboard are no keys and are left out`);
  }
  const listed = [
    ...source.keys.map((row) => ({ row, revoked: false })),
    ...source.deletedKeys.map((row) => ({ row, revoked: true })),
  ].filter(({ row }) => row['team_id'] !== DASHBOARD_TEAM);
  const keys = new Map<string, ImportedKey>();
  for (const { row, revoked } of listed) {
    const hash = row['token'] ?? '';
    if (!HASH.test(hash)) {
      notes.push(`The key ${row['key_alias'] ?? hash} has no SHA-256 and is left out`);
      continue;
    }
    if (!keys.has(hash)) keys.set(hash, planKey(row, { revoked, teamModels, known }));
  }
  for (const hash of spendingHashes(source)) {
    if (!keys.has(hash)) keys.set(hash, unknownKey(hash));
  }
  return { teams, users, members: planMembers(source, known), keys: [...keys.values()], notes };
}

export const teamIdOf = (id: string) => stableId('team', id);
export const userIdOf = (id: string) => stableId('user', id);
export const keyIdOf = (hash: string | null) =>
  hash !== null && HASH.test(hash) ? stableId('key', hash) : null;

interface Known {
  readonly teams: ReadonlySet<string>;
  readonly users: ReadonlySet<string>;
}

/** Names are unique here and not there: the second of a name carries its id. */
function planTeams(rows: readonly DumpRow[]): ImportedTeam[] {
  const names = new Set<string>();
  return rows.map((row) => {
    const id = row['team_id'] ?? '';
    const alias = nameOf(row['team_alias'], id);
    const isTaken = names.has(alias.toLowerCase());
    const name = isTaken ? `${alias.slice(0, LONGEST_NAME - 40)} (${id.slice(0, 36)})` : alias;
    names.add(name.toLowerCase());
    return {
      id: teamIdOf(id),
      name,
      createdAt: instantOf(row['created_at']),
      blocked: row['blocked'] === 't',
    };
  });
}

function planUser(row: DumpRow): ImportedUser {
  const id = row['user_id'] ?? '';
  const email = row['user_email']?.trim() || null;
  return {
    id: userIdOf(id),
    login: email ?? `litellm:${id}`,
    email,
    name: nameOf(row['user_alias'], email ?? id),
    role: ROLES[row['user_role'] ?? ''] ?? 'MEMBER',
  };
}

function planMembers(source: Source, known: Known): ImportedMember[] {
  const members = source.teams.flatMap((row) => {
    const teamId = teamIdOf(row['team_id'] ?? '');
    const listed: unknown = JSON.parse(row['members_with_roles'] ?? '[]');
    return (Array.isArray(listed) ? listed : []).flatMap(
      (member: { user_id?: unknown; role?: unknown }) =>
        typeof member.user_id === 'string'
          ? [{ teamId, userId: userIdOf(member.user_id), role: roleIn(member.role) }]
          : [],
    );
  });
  const memberships = source.memberships.map((row) => ({
    teamId: teamIdOf(row['team_id'] ?? ''),
    userId: userIdOf(row['user_id'] ?? ''),
    role: roleIn(null),
  }));
  const byKey = new Map(
    [...memberships, ...members].map((each) => [`${each.teamId} ${each.userId}`, each]),
  );
  return [...byKey.values()].filter(
    ({ teamId, userId }) => known.teams.has(teamId) && known.users.has(userId),
  );
}

function roleIn(role: unknown): ImportedMember['role'] {
  return role === 'admin' ? 'ADMIN' : 'MEMBER';
}

function planKey(
  row: DumpRow,
  {
    revoked,
    teamModels,
    known,
  }: {
    revoked: boolean;
    teamModels: ReadonlyMap<string | null | undefined, string[]>;
    known: Known;
  },
): ImportedKey {
  const hash = row['token'] ?? '';
  const teamId = row['team_id'] ? teamIdOf(row['team_id']) : null;
  const userId = row['user_id'] ? userIdOf(row['user_id']) : null;
  const { tags, metadata } = planMetadata(row['metadata']);
  return {
    id: stableId('key', hash),
    sha256: hash,
    alias: nameOf(row['key_alias'], row['key_name'] ?? `key ${hash.slice(0, 8)}`),
    lastFour: (row['key_name'] ?? hash).slice(-4),
    teamId: teamId !== null && known.teams.has(teamId) ? teamId : null,
    userId: userId !== null && known.users.has(userId) ? userId : null,
    models: modelsOf(readArray(row['models'] ?? null), teamModels.get(row['team_id']) ?? []),
    tags,
    metadata,
    createdAt: instantOf(row['created_at']),
    expiresAt: instantOf(row['expires']),
    blocked: row['blocked'] === 't',
    revoked,
  };
}

function unknownKey(hash: string): ImportedKey {
  return {
    id: stableId('key', hash),
    sha256: hash,
    alias: `unknown to LiteLLM, ${hash.slice(0, 8)}`,
    lastFour: hash.slice(-4),
    teamId: null,
    userId: null,
    models: null,
    tags: [],
    metadata: {},
    createdAt: null,
    expiresAt: null,
    blocked: false,
    revoked: true,
  };
}

function* spendingHashes(source: Source): Generator<string> {
  for (const { api_key: hash } of [...source.userSpend, ...source.customerSpend]) {
    if (hash != null && HASH.test(hash)) yield hash;
  }
}

/** Its own words for every model and for those of the team; an empty list is every model. */
function modelsOf(models: readonly string[], ofTeam: readonly string[]): readonly string[] | null {
  const named = models.includes('all-team-models') ? ofTeam : models;
  if (named.length === 0 || named.includes('all-proxy-models')) return null;
  return named.filter((name) => name !== 'no-default-models');
}

function planMetadata(text: string | null | undefined) {
  const read: unknown = JSON.parse(text ?? '{}');
  const { tags, ...rest } = (typeof read === 'object' && read !== null ? read : {}) as Record<
    string,
    unknown
  >;
  const plain = Object.entries(rest).flatMap(([name, value]) => {
    const words = typeof value === 'string' ? value : JSON.stringify(value);
    return isPlainText(name, 64) && isPlainText(words, 512) ? [[name, words] as const] : [];
  });
  const words = Array.isArray(tags) ? tags : [];
  return {
    tags: words.filter((tag): tag is string => typeof tag === 'string' && isPlainText(tag, 128)),
    metadata: Object.fromEntries(plain.slice(0, 32)),
  };
}

function nameOf(given: string | null | undefined, otherwise: string): string {
  const name = given?.trim();
  return (name ? name : otherwise).slice(0, LONGEST_NAME);
}

/** Its times are UTC and do not say so. */
function instantOf(text: string | null | undefined): string | null {
  if (text == null) return null;
  const instant = new Date(
    /([zZ]|[+-]\d\d(:?\d\d)?)$/.test(text) ? text : `${text.replace(' ', 'T')}Z`,
  );
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}
