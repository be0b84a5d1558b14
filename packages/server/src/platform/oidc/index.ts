export { OidcLogin, type OidcOptions, type ProvedIdentity } from './oidc-login.ts';
