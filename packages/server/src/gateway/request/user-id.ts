import { asObject, parseJson } from '../json.ts';

/** Who a user id names, and the session some clients put into it. */
export interface UserIdParts {
  readonly customer: unknown;
  readonly sessionId: unknown;
}

/** `user_<hash>_account_<uuid>_session_<uuid>`, as one coding agent writes it. */
const WITH_SESSION = /^(user_.+?)_session_([0-9a-f-]{36})$/;
/** What stays the same from session to session in ids that are JSON objects, the widest first. */
const STABLE_MEMBERS = ['account_uuid', 'account_id', 'user_id', 'customer_id', 'device_id'];

/**
 * Takes the session out of a user id: taken whole, every session of one person would be a customer of
 * its own. An id that is a JSON object without any known member names nobody.
 */
export function splitUserId(value: unknown): UserIdParts {
  if (typeof value !== 'string') return { customer: value, sessionId: null };
  if (value.startsWith('{')) {
    const members = asObject(parseJson(value));
    if (members !== null) return splitMembers(members);
  }
  const [, customer = value, sessionId = null] = WITH_SESSION.exec(value) ?? [];
  return { customer, sessionId };
}

function splitMembers(members: Readonly<Record<string, unknown>>): UserIdParts {
  const stable = STABLE_MEMBERS.map((name) => members[name]).find(
    (each) => typeof each === 'string' && each !== '',
  );
  return { customer: stable ?? null, sessionId: members['session_id'] ?? null };
}
