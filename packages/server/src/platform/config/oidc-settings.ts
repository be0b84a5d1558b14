import { Secret } from '../../kernel/index.ts';
import type { OidcConfig } from './config.ts';
import type { Environment } from './read-environment.ts';

/** Null when no provider is named. */
export function oidcOf(environment: Environment): OidcConfig | null {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcDomains = '' } = environment;
  if (issuer === undefined || clientId === undefined) return null;
  const { oidcClientSecret: text, oidcName } = environment;
  const domains = oidcDomains.split(',').map((domain) => domain.trim().toLowerCase());
  return {
    issuer,
    clientId,
    clientSecret: text === undefined ? null : new Secret(text),
    name: oidcName ?? new URL(issuer).host,
    domains: domains.filter((domain) => domain !== ''),
  };
}
