import type {} from '@fastify/cookie';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuditLog } from '../audit/index.ts';
import { type Identity, SESSION_COOKIE } from '../identity/index.ts';
import { OidcLogin, type OidcOptions, type ProvedIdentity } from '../platform/oidc/index.ts';
import { encodeId } from '../platform/opaque/index.ts';

const PATH = '/auth/oidc';
const PENDING_COOKIE = 'tollgate_oidc';
const PENDING_SECONDS = 600;
const LONGEST_USER_AGENT = 256;

export interface OidcRoutesOptions {
  readonly oidc: OidcOptions & { readonly domains: readonly string[] };
  readonly identity: Pick<Identity, 'linkedLogins'>;
  readonly audit: Pick<AuditLog, 'begin' | 'end'>;
  /** How browsers reach this server. */
  readonly baseUrl: () => string;
  readonly secureCookies: boolean;
  readonly onProblem: (problem: unknown) => void;
}

/** `/auth/oidc/login` leaves for the provider, `/auth/oidc/callback` comes back signed in. */
export function createOidcRoutes(options: OidcRoutesOptions) {
  const login = new OidcLogin(options.oidc);
  const pendingCookie = {
    path: PATH,
    httpOnly: true,
    // It has to come along when the provider sends the browser back.
    sameSite: 'lax',
    secure: options.secureCookies,
  } as const;
  return async (app: FastifyInstance): Promise<void> => {
    app.get(`${PATH}/login`, async (request, reply) => {
      try {
        const { url, pending } = await login.begin(`${options.baseUrl()}${PATH}/callback`);
        const kept = JSON.stringify({ ...pending, next: nextOf(request) });
        const value = Buffer.from(kept).toString('base64url');
        return reply
          .setCookie(PENDING_COOKIE, value, { ...pendingCookie, maxAge: PENDING_SECONDS })
          .redirect(url.href);
      } catch (error) {
        options.onProblem(error);
        return reply.redirect('/ui/login?problem=provider');
      }
    });

    app.get(`${PATH}/callback`, async (request, reply) => {
      const pending = readPending(request.cookies[PENDING_COOKIE]);
      reply.clearCookie(PENDING_COOKIE, pendingCookie);
      if (pending === null) return reply.redirect('/ui/login?problem=provider');
      try {
        const proved = await login.finish(new URL(request.url, options.baseUrl()), pending);
        const opened = await signIn(options, proved, request);
        if (!opened.ok) return reply.redirect(`/ui/login?problem=${opened.error}`);
        const { token, maxAgeSeconds } = opened.value;
        return reply
          .setCookie(SESSION_COOKIE, token.reveal(), {
            path: '/',
            httpOnly: true,
            sameSite: 'strict',
            secure: options.secureCookies,
            maxAge: maxAgeSeconds,
          })
          .redirect(pending.next);
      } catch (error) {
        options.onProblem(error);
        return reply.redirect('/ui/login?problem=provider');
      }
    });
  };
}

/** As with passwords: written down before it happens, and what came of it after. */
async function signIn(
  { oidc, identity, audit }: OidcRoutesOptions,
  proved: ProvedIdentity,
  request: FastifyRequest,
) {
  const { domains } = oidc;
  const origin = originOf(request);
  const entry = await audit.begin({
    requestId: request.id,
    actor: { kind: 'nobody', id: null, name: proved.email ?? '' },
    ...origin,
    operation: 'loginWithProvider',
    targetId: null,
    arguments: { ...proved },
    before: null,
  });
  try {
    const opened = await identity.linkedLogins.signIn(proved, { origin, domains });
    const problems = opened.ok ? [] : [{ code: opened.error.toUpperCase() }];
    const after = opened.ok ? { viewer: { name: opened.value.principal.name } } : null;
    const targetId = opened.ok ? encodeId('User', opened.value.principal.id ?? '') : null;
    await audit.end(entry, { status: opened.ok ? 'done' : 'refused', targetId, after, problems });
    return opened;
  } catch (error) {
    const problems = [{ code: 'INTERNAL' }];
    await audit.end(entry, { status: 'failed', targetId: null, after: null, problems });
    throw error;
  }
}

/** A path of the dashboard; anything else in `next` can be written by anybody. */
function nextOf(request: FastifyRequest): string {
  const { next } = request.query as { next?: unknown };
  if (typeof next !== 'string') return '/ui/';
  const target = URL.parse(next, 'http://here');
  const isOurs = target?.origin === 'http://here' && target.pathname.startsWith('/ui/');
  return isOurs ? `${target.pathname}${target.search}` : '/ui/';
}

function readPending(cookie: string | undefined) {
  try {
    const read: unknown = JSON.parse(Buffer.from(cookie ?? '', 'base64url').toString());
    const { state, nonce, verifier, next } = read as Record<string, unknown>;
    const texts = [state, nonce, verifier, next].every((each) => typeof each === 'string');
    return texts
      ? (read as { state: string; nonce: string; verifier: string; next: string })
      : null;
  } catch {
    return null;
  }
}

function originOf(request: FastifyRequest) {
  const userAgent = request.headers['user-agent']?.toWellFormed().slice(0, LONGEST_USER_AGENT);
  return { address: request.ip, userAgent: userAgent ?? null };
}
