import { createServer } from 'node:http';
import Provider from 'oidc-provider';

export interface OpenIdProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  stop(): Promise<void>;
}

/** A real OpenID provider on this machine: it believes any login, whose address is `<login>@example.com`. */
export async function startOpenIdProvider(options: {
  port: number;
  redirectUri: string;
}): Promise<OpenIdProvider> {
  const issuer = `http://127.0.0.1:${options.port}`;
  const [clientId, clientSecret] = ['tollgate', 'a secret of the client'];
  const provider = new Provider(issuer, {
    clients: [
      { client_id: clientId, client_secret: clientSecret, redirect_uris: [options.redirectUri] },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['of this test'] },
    findAccount: async (_, id) => ({
      accountId: id,
      claims: async () => ({
        sub: id,
        email: `${id}@example.com`,
        email_verified: id !== 'unverified',
      }),
    }),
  });
  const server = createServer(provider.callback());
  await new Promise<void>((resolve) => server.listen(options.port, '127.0.0.1', resolve));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { issuer, clientId, clientSecret, stop };
}
