import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { moment, plain, type Row } from './print.ts';
import type { Remote } from './remote.ts';
import { openSession, talksToServer } from './session.ts';
import { addChangeCommands, addListCommand, ERRORS, find, type Things } from './things.ts';

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

const USERS: Things<User> = {
  noun: 'user',
  field: 'user',
  selection: USER,
  list: `query ($first: Int!, $after: String, $search: String) {
    users(first: $first, after: $after, search: $search, includeDisabled: true) {
      nodes { ${USER} } pageInfo { hasNextPage endCursor } } }`,
  search: (search) => ({ search }),
  isCalled: ({ name, email }, text) => name === text || email === text,
  toRow,
  toFacts: toRow,
};

export function addUserCommands(program: Command): void {
  const user = program.command('user').description('People and service accounts.');

  addListCommand(user, USERS, { searched: 'part of a name or address' });

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

  addChangeCommands(user, USERS, [
    ['disable', 'disableUser', 'End their sessions and refuse their keys and tokens.'],
    ['enable', 'enableUser', 'Let a disabled user in again.'],
  ]);
}

export function findUser(remote: Remote, text: string): Promise<User> {
  return find(remote, USERS, text);
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
