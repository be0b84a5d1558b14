import type { Command } from 'commander';
import { moment, plain, type Row } from './print.ts';
import type { Remote } from './remote.ts';
import { only, openSession, pages, readLimit, talksToServer } from './session.ts';

const TEAM = `id name createdAt blockedAt archivedAt members(first: 20) { nodes { role user { name email } } }`;
/** What `TEAM` asks for. */
interface Team {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly blockedAt: string | null;
  readonly archivedAt: string | null;
  readonly members: { readonly nodes: readonly Member[] };
}

interface Member {
  readonly role: string;
  readonly user: { readonly name: string; readonly email: string | null };
}

const ERRORS = 'userErrors { path code message }';

const LIST = `query ($first: Int!, $after: String, $search: String) {
  teams(first: $first, after: $after, search: $search) {
    nodes { ${TEAM} } pageInfo { hasNextPage endCursor } } }`;

export function addTeamCommands(program: Command): void {
  const team = program
    .command('team')
    .description('Teams: keys and people whose spend is reported as one.');

  talksToServer(team.command('list'))
    .description('List teams, newest first.')
    .option('--search <text>', 'part of a name')
    .option('--limit <rows>', 'at most so many', '50')
    .action(async (options) => {
      const { remote, list } = openSession(options);
      const variables = { search: options.search ?? null };
      const limit = readLimit(options.limit);
      list(
        await pages<Team>(remote, LIST, { field: 'teams', limit, variables }),
        toRow,
        'No teams',
      );
    });

  talksToServer(team.command('create'))
    .description('Make a team.')
    .argument('<name>')
    .action(async (name, options) => {
      const { remote, show } = openSession(options);
      const { createTeam } = await remote.ask<{ createTeam: { team: Team } }>(
        `mutation ($input: CreateTeamInput!) { createTeam(input: $input) { team { ${TEAM} } ${ERRORS} } }`,
        { input: { name } },
      );
      show(createTeam.team, toRow);
    });

  talksToServer(team.command('add'))
    .description('Take somebody into a team, or change their role in it.')
    .argument('<team>', 'its name or id')
    .argument('<e-mail>', 'who is not known yet is created')
    .option('--admin', 'they manage its keys and members, and see its spend')
    .action(async (text, email, options) => {
      const { remote, show } = openSession(options);
      const { id } = await findTeam(remote, text);
      const { setTeamMember } = await remote.ask<{ setTeamMember: { team: Team } }>(
        `mutation ($id: ID!, $email: String!, $role: TeamRole!) {
          setTeamMember(teamId: $id, email: $email, role: $role) { team { ${TEAM} } ${ERRORS} } }`,
        { id, email, role: options.admin ? 'ADMIN' : 'MEMBER' },
      );
      show(setTeamMember.team, toRow);
    });

  for (const [name, mutation, words] of CHANGES) {
    talksToServer(team.command(name))
      .description(words)
      .argument('<team>', 'its name or id')
      .action(async (text, options) => {
        const { remote, show } = openSession(options);
        const { id } = await findTeam(remote, text);
        const change = `mutation ($id: ID!) { ${mutation}(id: $id) { team { ${TEAM} } ${ERRORS} } }`;
        const data = await remote.ask<Record<typeof mutation, { team: Team }>>(change, { id });
        show(data[mutation].team, toRow);
      });
  }
}

const CHANGES = [
  ['block', 'blockTeam', 'Refuse calls with the keys of a team until it is unblocked.'],
  ['unblock', 'unblockTeam', 'Let the keys of a team call again.'],
  ['archive', 'archiveTeam', 'End a team for good; its spend stays on record.'],
] as const;

export async function findTeam(remote: Remote, text: string): Promise<Team> {
  const { team } = await remote.ask<{ team: Team | null }>(
    `query ($id: ID!) { team(id: $id) { ${TEAM} } }`,
    { id: text },
  );
  if (team !== null) return team;
  const variables = { search: text };
  const found = await pages<Team>(remote, LIST, { field: 'teams', limit: 100, variables });
  return only(
    found.filter(({ name }) => name === text),
    'team',
    text,
  );
}

function toRow(team: Team): Row {
  const state = team.archivedAt ? 'archived' : team.blockedAt ? 'blocked' : 'active';
  const members = team.members.nodes.map(
    ({ role, user }) => `${user.email ?? user.name}${role === 'ADMIN' ? ' (admin)' : ''}`,
  );
  return {
    name: plain(team.name),
    status: state,
    members: plain(members.join(', ') || null),
    created: moment(team.createdAt),
    id: team.id,
  };
}
