import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { moment, plain, type Row } from './print.ts';
import type { Remote } from './remote.ts';
import { only, openSession, pages, readLimit, talksToServer } from './session.ts';

const USER = 'id name email kind role revision createdAt disabledAt';
/** What `USER` asks for. */
interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly kind: string;
  readonly role: string;
  readonly revision: number;
  readonly createdAt: string;
  readonly disabledAt: string | null;
}

interface Invitation {
  readonly linkPath: string;
  readonly expiresAt: string;
}

const ERRORS = 'userErrors { path code message }';

const LIST = `query ($first: Int!, $after: String, $search: String) {
  users(first: $first, after: $after, search: $search, includeDisabled: true) {
    nodes { ${USER} } pageInfo { hasNextPage endCursor } } }`;

export function addUserCommands(program: Command): void {
  const user = program.command('user').description('People and service accounts.');

  talksToServer(user.command('list'))
    .description('List users, newest first.')
    .option('--search <text>', 'part of a name or address')
    .option('--limit <rows>', 'at most so many', '50')
    .action(async (options) => {
      const { remote, list } = openSession(options);
      const variables = { search: options.search ?? null };
      const limit = readLimit(options.limit);
      list(
        await pages<User>(remote, LIST, { field: 'users', limit, variables }),
        toRow,
        'No users',
      );
    });

  talksToServer(user.command('create'))
    .description('Make a user; without an e-mail address, a service account.')
    .argument('<name>')
    .option('--email <address>', 'of a person')
    .option('--role <role>', 'admin, engineer, finance, viewer or member', 'member')
    .action(async (name, options) => {
      const { remote, show } = openSession(options);
      const person = { name, email: options.email, role: options.role.toUpperCase() };
      const input = options.email === undefined ? { name, kind: 'SERVICE' } : person;
      const { createUser } = await remote.ask<{ createUser: { user: User } }>(
        `mutation ($input: CreateUserInput!) { createUser(input: $input) { user { ${USER} } ${ERRORS} } }`,
        { input },
      );
      show(createUser.user, toRow);
    });

  talksToServer(user.command('role'))
    .description('Change what somebody may do.')
    .argument('<user>', 'e-mail address, name or id')
    .argument('<role>', 'admin, engineer, finance, viewer or member')
    .action(async (text, role, options) => {
      const { remote, show } = openSession(options);
      const { id, revision } = await findUser(remote, text);
      const { updateUser } = await remote.ask<{ updateUser: { user: User } }>(
        `mutation ($id: ID!, $revision: Int!, $input: UpdateUserInput!) {
          updateUser(id: $id, expectedRevision: $revision, input: $input) { user { ${USER} } ${ERRORS} } }`,
        { id, revision, input: { role: role.toUpperCase() } },
      );
      show(updateUser.user, toRow);
    });

  talksToServer(user.command('invite'))
    .description('Print a link, good once and for seven days, where a password is chosen.')
    .argument('<user>', 'e-mail address, name or id')
    .action(async (text, options) => {
      const { remote, show } = openSession(options);
      const { id } = await findUser(remote, text);
      const { inviteUser } = await remote.ask<{ inviteUser: Invitation }>(
        `mutation ($id: ID!, $key: String!) {
          inviteUser(id: $id, idempotencyKey: $key) { linkPath expiresAt ${ERRORS} } }`,
        { id, key: randomUUID() },
      );
      const { linkPath, expiresAt } = inviteUser;
      show({ linkPath, expiresAt }, () => ({ link: linkPath, ends: moment(expiresAt) }));
    });

  for (const [name, mutation, words] of CHANGES) {
    talksToServer(user.command(name))
      .description(words)
      .argument('<user>', 'e-mail address, name or id')
      .action(async (text, options) => {
        const { remote, show } = openSession(options);
        const { id } = await findUser(remote, text);
        const change = `mutation ($id: ID!) { ${mutation}(id: $id) { user { ${USER} } ${ERRORS} } }`;
        const data = await remote.ask<Record<typeof mutation, { user: User }>>(change, { id });
        show(data[mutation].user, toRow);
      });
  }
}

const CHANGES = [
  ['disable', 'disableUser', 'End their sessions and refuse their keys and tokens.'],
  ['enable', 'enableUser', 'Let a disabled user in again.'],
] as const;

async function findUser(remote: Remote, text: string): Promise<User> {
  const { user } = await remote.ask<{ user: User | null }>(
    `query ($id: ID!) { user(id: $id) { ${USER} } }`,
    { id: text },
  );
  if (user !== null) return user;
  const variables = { search: text };
  const found = await pages<User>(remote, LIST, { field: 'users', limit: 100, variables });
  return only(
    found.filter(({ name, email }) => name === text || email === text),
    'user',
    text,
  );
}

function toRow(user: User): Row {
  return {
    name: plain(user.name),
    email: plain(user.email),
    role: user.kind === 'SERVICE' ? 'service' : user.role.toLowerCase(),
    status: user.disabledAt === null ? 'active' : 'disabled',
    created: moment(user.createdAt),
    id: user.id,
  };
}
