import * as client from 'openid-client';
import type { Secret } from '../../kernel/index.ts';

export interface OidcOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret | null;
}

/** Who somebody is, on the word of the provider. */
export interface ProvedIdentity {
  readonly issuer: string;
  /** Never given to anybody else by this issuer. */
  readonly subject: string;
  readonly email: string | null;
  readonly emailVerified: boolean;
}

/** What the browser keeps between leaving for the provider and coming back. */
export interface PendingLogin {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** The authorization code flow with PKCE, state and nonce. The provider is asked for its settings when first needed. */
export class OidcLogin {
  readonly #options: OidcOptions;
  #discovered: Promise<client.Configuration> | null = null;

  constructor(options: OidcOptions) {
    this.#options = options;
  }

  /** Where the browser is sent, and what it has to bring back. */
  async begin(redirectUri: string): Promise<{ url: URL; pending: PendingLogin }> {
    const configuration = await this.#discover();
    const pending = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
    };
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: 'openid email profile',
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
    });
    return { url, pending };
  }

  /** Throws when what came back was not sent by the provider for this very browser. */
  async finish(returned: URL, pending: PendingLogin): Promise<ProvedIdentity> {
    const configuration = await this.#discover();
    const tokens = await client.authorizationCodeGrant(configuration, returned, {
      pkceCodeVerifier: pending.verifier,
      expectedState: pending.state,
      expectedNonce: pending.nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined) throw new Error('the provider sent no ID token');
    const { email, email_verified: verified } =
      claims['email'] === undefined
        ? await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)
        : claims;
    return {
      issuer: claims.iss,
      subject: claims.sub,
      email: typeof email === 'string' ? email : null,
      emailVerified: verified === true,
    };
  }

  #discover(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.#options;
    const url = new URL(issuer);
    // Plain HTTP never leaves this machine: the configuration lets no other such issuer through.
    const execute = url.protocol === 'http:' ? [client.allowInsecureRequests] : [];
    this.#discovered ??= client
      .discovery(url, clientId, clientSecret?.reveal(), undefined, { execute })
      .catch((error: unknown) => {
        this.#discovered = null;
        throw error;
      });
    return this.#discovered;
  }
}
