import type { NewUser } from '../../src/identity/index.ts';

/** What a request for a key says of nothing. */
export const PLAIN_KEY = {
  boundCustomer: null,
  userId: null,
  teamId: null,
  models: null,
  tags: [],
  expiresAt: null,
  metadata: {},
};

export const OPERATOR = { name: 'test', reach: 'ALL' } as const;

/** A person without a password; say what matters to the test. */
export function newUser(user: Partial<NewUser> & Pick<NewUser, 'login'>): NewUser {
  return {
    email: user.login.includes('@') ? user.login : null,
    name: 'Test',
    kind: 'person',
    role: 'VIEWER',
    passwordHash: null,
    ...user,
  };
}
