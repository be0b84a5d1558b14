import { hashPassword } from '../../src/identity/password.ts';
import type { Role } from '../../src/platform/access/index.ts';
import type { Api, Caller, GraphqlAnswer } from './api-harness.ts';
import { newUser } from './people.ts';

const PASSWORD = 'correct horse battery staple';

export const LOGIN = `mutation ($input: LoginInput!) {
  login(input: $input) { viewer { email name role } userErrors { code message path } }
}`;

export function logIn(api: Api, login: string, password = PASSWORD): Promise<GraphqlAnswer> {
  return api.graphql(LOGIN, { input: { email: login, password } }, {});
}

/** The cookie that an answer sets, as a browser would send it back. */
export function cookieOf({ headers }: Pick<GraphqlAnswer, 'headers'>): string {
  return headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** Makes a user and signs them in. */
export async function signIn(api: Api, user: { login: string; role: Role }): Promise<Caller> {
  await api.users.insert(newUser({ ...user, passwordHash: await hashPassword(PASSWORD) }));
  return { cookie: cookieOf(await logIn(api, user.login)) };
}
