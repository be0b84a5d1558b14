import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { findKey } from './key.ts';
import { dollars, moment, plain, type Row } from './print.ts';
import type { Remote } from './remote.ts';
import { openSession, pages, readLimit, talksToServer } from './session.ts';
import { findTeam } from './team.ts';
import { ERRORS } from './things.ts';
import { findUser } from './user.ts';

const BUDGET = `id kind revision scope { key } limit { amount } window { period }
  state { posted { amount } available { amount } percentUsed resetsAt status }`;
/** What `BUDGET` asks for. */
interface Budget {
  readonly id: string;
  readonly kind: string;
  readonly scope: { readonly key: string };
  readonly limit: { readonly amount: string };
  readonly window: { readonly period: string };
  readonly state: BudgetState | null;
}

interface BudgetState {
  readonly posted: { readonly amount: string };
  readonly percentUsed: string;
  readonly resetsAt: string | null;
  readonly status: string;
}

interface Changed {
  readonly budget: Budget;
}

const LIST = `query ($first: Int!, $after: String, $scope: BudgetScopeInput) {
  budgets(first: $first, after: $after, scope: $scope) {
    nodes { ${BUDGET} } pageInfo { hasNextPage endCursor } } }`;

export function addBudgetCommands(program: Command): void {
  const budget = program
    .command('budget')
    .description('Budgets: what may be spent in each window.');

  scoped(talksToServer(budget.command('list')))
    .description(
      'List budgets and where they stand, newest first; those of a scope if one is named.',
    )
    .option('--limit <rows>', 'at most so many', '50')
    .action(async (options) => {
      const { remote, list } = openSession(options);
      const limit = readLimit(options.limit);
      const variables = { scope: await scopeOf(remote, options) };
      list(
        await pages<Budget>(remote, LIST, { field: 'budgets', limit, variables }),
        toRow,
        'No budgets',
      );
    });

  scoped(talksToServer(budget.command('set')))
    .description('Set what a scope may spend; no scope at all is every call.')
    .argument('<amount>', 'US dollars; 0 refuses whatever costs something')
    .option(
      '--period <period>',
      'daily, weekly, monthly, quarterly, yearly, total, or 24h, 30d …',
      'monthly',
    )
    .option('--soft', 'tell of it and let calls go on')
    .option('--time-zone <zone>', 'whose midnight begins a window')
    .action(async (limit, options) => {
      const { remote, show } = openSession(options);
      const input = {
        limit,
        scope: await scopeOf(remote, options),
        period: options.period,
        kind: options.soft ? 'SOFT' : 'HARD',
        timeZone: options.timeZone ?? null,
      };
      const { setBudget } = await remote.ask<{ setBudget: Changed }>(
        `mutation ($input: SetBudgetInput!) { setBudget(input: $input) { budget { ${BUDGET} } ${ERRORS} } }`,
        { input },
      );
      show(setBudget.budget, toRow);
    });

  talksToServer(budget.command('raise'))
    .description('Add to a limit until an instant.')
    .argument('<budget>', 'its id')
    .argument('<amount>', 'US dollars')
    .requiredOption('--until <time>', 'such as 2026-12-31T00:00:00Z')
    .requiredOption('--reason <text>', 'kept with the raise')
    .action(async (id, amount, options) => {
      const { remote, show } = openSession(options);
      const input = { id, amount, until: options.until, reason: options.reason };
      const { raiseBudget } = await remote.ask<{ raiseBudget: Changed }>(
        `mutation ($input: RaiseBudgetInput!, $key: String!) {
          raiseBudget(input: $input, idempotencyKey: $key) { budget { ${BUDGET} } ${ERRORS} } }`,
        { input, key: randomUUID() },
      );
      show(raiseBudget.budget, toRow);
    });

  talksToServer(budget.command('reset'))
    .description('Begin the running window anew; what was spent stays recorded.')
    .argument('<budget>', 'its id')
    .requiredOption('--reason <text>', 'kept with the reset')
    .action(async (id, options) => {
      const { remote, show } = openSession(options);
      const { resetBudget } = await remote.ask<{ resetBudget: Changed }>(
        `mutation ($input: ResetBudgetInput!, $key: String!) {
          resetBudget(input: $input, idempotencyKey: $key) { budget { ${BUDGET} } ${ERRORS} } }`,
        { input: { id, reason: options.reason }, key: randomUUID() },
      );
      show(resetBudget.budget, toRow);
    });

  talksToServer(budget.command('remove'))
    .description('Remove a budget.')
    .argument('<budget>', 'its id')
    .action(async (id, options) => {
      const { remote, show } = openSession(options);
      await remote.ask(`mutation ($id: ID!) { removeBudget(id: $id) { ${ERRORS} } }`, { id });
      show({ removed: id }, () => ({ removed: id }));
    });
}

function scoped(command: Command): Command {
  return command
    .option('--customer <id>', "the caller's own id of the customer")
    .option('--key <key>', 'name or id of an API key')
    .option('--team <team>', 'name or id of a team; with --user, of that member in it')
    .option('--user <user>', 'e-mail address, name or id of a user')
    .option('--model <name>')
    .option('--provider <name>')
    .option('--tag <tag>');
}

async function scopeOf(
  remote: Remote,
  options: Readonly<Record<string, string | undefined>>,
): Promise<Readonly<Record<string, string | undefined>>> {
  const { customer, team, user, model, provider, tag, key } = options;
  return {
    ...{ customer, model, provider, tag },
    apiKey: key && (await findKey(remote, key)).id,
    team: team && (await findTeam(remote, team)).id,
    user: user && (await findUser(remote, user)).id,
  };
}

function toRow({ id, kind, scope, limit, window, state }: Budget): Row {
  return {
    scope: plain(scope.key),
    kind: kind.toLowerCase(),
    period: window.period,
    limit: dollars(limit),
    spent: state === null ? '-' : dollars(state.posted),
    used: state === null ? '-' : `${state.percentUsed} %`,
    status: state === null ? '-' : state.status.toLowerCase(),
    resets: moment(state?.resetsAt ?? null),
    id,
  };
}
