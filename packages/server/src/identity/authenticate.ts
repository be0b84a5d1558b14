import type { Result } from '../kernel/index.ts';
import { type Authentication, MASTER_PRINCIPAL } from '../platform/access/index.ts';
import type { MasterKey } from './master-key.ts';
import { looksLikePortalLink } from './portal-link.ts';
import { looksIssued, sha256 } from './secret-text.ts';
import type { SessionService } from './session-service.ts';
import { LINK_OVER, type LinkOver, type TokenHolder, type TokenService } from './token-service.ts';

const NO_VALID_KEY = 'The Authorization header holds no valid key';
const BEARER = /^Bearer +(\S+)$/i;

interface Deps {
  readonly masterKey: MasterKey;
  readonly sessions: Pick<SessionService, 'find'>;
  readonly tokens: Pick<TokenService, 'find' | 'findByLink'>;
}

/**
 * Who calls the management API: the master key, an API token or a portal link in `Authorization:
 * Bearer`, else the cookie, which holds a session or a portal link. A header that is there but wrong
 * is not made good by a cookie.
 */
export async function authenticate(
  deps: Deps,
  credentials: { authorization: string | undefined; sessionToken: string | undefined },
): Promise<Authentication> {
  const { authorization, sessionToken } = credentials;
  if (authorization !== undefined) return byHeader(deps, authorization);
  if (sessionToken === undefined) return stranger('Sign in first');
  if (looksLikePortalLink(sessionToken)) {
    return linkHolder(await deps.tokens.findByLink(sessionToken));
  }
  const principal = await deps.sessions.find(sessionToken);
  return principal === null ? stranger('The session has ended; sign in again') : { principal };
}

async function byHeader(deps: Deps, header: string): Promise<Authentication> {
  const secret = BEARER.exec(header)?.[1];
  if (secret === undefined) return stranger(NO_VALID_KEY);
  if (deps.masterKey.matches(sha256(secret))) return { principal: MASTER_PRINCIPAL };
  if (looksLikePortalLink(secret)) return linkHolder(await deps.tokens.findByLink(secret));
  if (looksIssued(secret, 'management')) {
    return holder(await deps.tokens.find(secret), 'This API token is not valid, or not any more');
  }
  if (looksIssued(secret)) {
    return stranger(
      'A gateway API key opens the gateway only; use an API token, the master key, or sign in',
    );
  }
  return stranger(NO_VALID_KEY);
}

function linkHolder(found: Result<TokenHolder, LinkOver>): Authentication {
  return found.ok ? { principal: found.value.principal } : stranger(LINK_OVER[found.error]);
}

function holder(found: TokenHolder | null, reason: string): Authentication {
  return found === null ? stranger(reason) : { principal: found.principal };
}

function stranger(reason: string): Authentication {
  return { principal: null, reason };
}
