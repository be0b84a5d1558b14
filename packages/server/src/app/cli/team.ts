import type { Command } from 'commander';
import { moment, plain, type Row } from './print.ts';
import type { Remote } from './remote.ts';
import { openSession, talksToServer } from './session.ts';
import { addChangeCommands, addListCommand, ERRORS, find, type Things } from './things.ts';
import { findUser } from './user.ts';

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

const TEAMS: Things<Team> = {
  noun: 'team',
  field: 'team',
  selection: TEAM,
  list: `query ($first: Int!, $after: String, $search: String) {
    teams(first: $first, after: $after, search: $search) {
      nodes { ${TEAM} } pageInfo { hasNextPage endCursor } } }`,
  search: (search) => ({ search }),
  isCalled: ({ name }, text) => name === text,
  toRow,
  toFacts: toRow,
};

export function addTeamCommands(program: Command): void {
  const team = program
    .command('team')
    .description('Teams: keys and people whose spend is reported as one.');

  addListCommand(team, TEAMS, { searched: 'part of a name' });

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

  talksToServer(team.command('remove'))
    .description('Let somebody go from a team; their keys stay as they are.')
    .argument('<team>', 'its name or id')
    .argument('<user>', 'e-mail address, name or id')
    .action(async (text, who, options) => {
      const { remote, show } = openSession(options);
      const ids = {
        team: (await findTeam(remote, text)).id,
        user: (await findUser(remote, who)).id,
      };
      const { removeTeamMember } = await remote.ask<{ removeTeamMember: { team: Team } }>(
        `mutation ($team: ID!, $user: ID!) {
          removeTeamMember(teamId: $team, userId: $user) { team { ${TEAM} } ${ERRORS} } }`,
        ids,
      );
      show(removeTeamMember.team, toRow);
    });

  addChangeCommands(team, TEAMS, [
    ['block', 'blockTeam', 'Refuse calls with the keys of a team until it is unblocked.'],
    ['unblock', 'unblockTeam', 'Let the keys of a team call again.'],
    ['archive', 'archiveTeam', 'End a team for good; its spend stays on record.'],
  ]);
}

export function findTeam(remote: Remote, text: string): Promise<Team> {
  return find(remote, TEAMS, text);
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
