import { type Authentication, MASTER_PRINCIPAL } from '../platform/access/index.ts';
import type { MasterKey } from './master-key.ts';
import { looksIssued, sha256 } from './secret-text.ts';
import type { SessionService } from './session-service.ts';

const NO_VALID_KEY = 'The Authorization header holds no valid key';
const BEARER = /^Bearer +(\S+)$/i;

/**
 * Who calls the management API: the master key in `Authorization: Bearer`, else the session cookie.
 * A header that is there but wrong is not made good by a cookie.
 */
export async function authenticate(
  deps: { masterKey: MasterKey; sessions: Pick<SessionService, 'find'> },
  credentials: { authorization: string | undefined; sessionToken: string | undefined },
): Promise<Authentication> {
  const { authorization, sessionToken } = credentials;
  if (authorization !== undefined) return byHeader(deps.masterKey, authorization);
  if (sessionToken === undefined) return stranger('Sign in first');
  const principal = await deps.sessions.find(sessionToken);
  return principal === null ? stranger('The session has ended; sign in again') : { principal };
}

function byHeader(masterKey: MasterKey, header: string): Authentication {
  const secret = BEARER.exec(header)?.[1];
  if (secret === undefined) return stranger(NO_VALID_KEY);
  if (masterKey.matches(sha256(secret))) return { principal: MASTER_PRINCIPAL };
  if (looksIssued(secret)) {
    return stranger('A gateway API key opens the gateway only; use the master key or sign in');
  }
  return stranger(NO_VALID_KEY);
}

function stranger(reason: string): Authentication {
  return { principal: null, reason };
}
