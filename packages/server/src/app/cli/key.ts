import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { OperatorError } from '../../kernel/index.ts';
import { count, dollars, moment, plain, type Row } from './print.ts';
import type { Remote } from './remote.ts';
import { openSession, pages, readLimit, readList, talksToServer } from './session.ts';
import { findTeam } from './team.ts';
import { addChangeCommands, ERRORS, find, type Things } from './things.ts';

const KEY = `id alias prefix lastFour status boundCustomer models tags createdAt expiresAt lastUsedAt
  owner { name email } team { name } totals { calls charge { amount } }`;
/** What `KEY` asks for. */
interface Key {
  readonly id: string;
  readonly alias: string;
  readonly prefix: string;
  readonly lastFour: string;
  readonly status: string;
  readonly boundCustomer: string | null;
  readonly models: readonly string[] | null;
  readonly tags: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly owner: { readonly name: string } | null;
  readonly team: { readonly name: string } | null;
  readonly totals: { readonly calls: number; readonly charge: { readonly amount: string } };
}

interface MadeKey {
  readonly secret: string | null;
  readonly apiKey: Key;
}

const DAY_MS = 86_400_000;

const LIST = `query ($first: Int!, $after: String, $filter: ApiKeyFilter) {
  apiKeys(first: $first, after: $after, filter: $filter) {
    nodes { ${KEY} } pageInfo { hasNextPage endCursor } } }`;

const KEYS: Things<Key> = {
  noun: 'key',
  field: 'apiKey',
  selection: KEY,
  list: LIST,
  search: (search) => ({ filter: { search } }),
  isCalled: ({ alias }, text) => alias === text,
  toRow,
  toFacts,
};

export function addKeyCommands(program: Command): void {
  const key = program.command('key').description('API keys: the credentials of the gateway.');

  talksToServer(key.command('list'))
    .description('List keys, newest first, with their last use and spend.')
    .option('--search <text>', 'part of a name or of what is shown of a secret')
    .option('--status <status>', 'active, blocked, expired or revoked; all but revoked without it')
    .option('--unused <days>', 'only those made that long ago and not used since')
    .option('--limit <rows>', 'at most so many', '50')
    .action(async (options) => {
      const { remote, list } = openSession(options);
      const filter = {
        search: options.search ?? null,
        statuses: options.status ? [options.status.toUpperCase()] : null,
        unusedForDays: options.unused === undefined ? null : Number(options.unused),
      };
      const limit = readLimit(options.limit);
      list(
        await pages<Key>(remote, LIST, { field: 'apiKeys', limit, variables: { filter } }),
        toRow,
        'No keys',
      );
    });

  talksToServer(key.command('show'))
    .description('Show one key.')
    .argument('<key>', 'its name or id')
    .action(async (text, options) => {
      const { remote, show } = openSession(options);
      show(await findKey(remote, text), toFacts);
    });

  talksToServer(key.command('create'))
    .description('Make a key and print its secret, this once.')
    .argument('<name>', 'what reports call it')
    .option('--owner <e-mail>', 'whom its spend is put down to; who is not known yet is created')
    .option('--team <team>', 'name or id of its team')
    .option('--customer <id>', 'the only customer it may spend for')
    .option('--models <names>', 'by commas, each exact or ending in *; every model without it')
    .option('--tags <tags>', 'by commas; on every call')
    .option('--days <days>', 'it expires after so many')
    .option('--budget <dollars>', 'what it may spend in each period; 0 is a limit, too')
    .option('--period <period>', 'daily, weekly, monthly, yearly, total, 30d … (with --budget)')
    .option('--soft', 'the budget tells, and refuses nothing')
    .option('--requests-per-minute <number>', 'how many calls it may begin')
    .option('--tokens-per-minute <number>', 'how many tokens it may use')
    .option('--parallel <number>', 'how many calls it may have under way')
    .option('--idempotency-key <text>', 'the same text makes one key, however often it is asked')
    .action(async (name, options) => {
      const { remote, show } = openSession(options);
      const input = {
        alias: name,
        ownerEmail: options.owner ?? null,
        teamId: options.team === undefined ? null : (await findTeam(remote, options.team)).id,
        boundCustomer: options.customer ?? null,
        models: options.models === undefined ? null : readList(options.models),
        tags: readList(options.tags ?? ''),
        expiresAt: options.days === undefined ? null : inDays(options.days),
        budgets: readBudget(options),
        requestsPerMinute: readNumber('--requests-per-minute', options.requestsPerMinute),
        tokensPerMinute: readNumber('--tokens-per-minute', options.tokensPerMinute),
        maxParallel: readNumber('--parallel', options.parallel),
      };
      const { issueApiKey } = await remote.ask<{ issueApiKey: MadeKey }>(
        `mutation ($input: IssueApiKeyInput!, $key: String!) {
          issueApiKey(input: $input, idempotencyKey: $key) { secret apiKey { ${KEY} } ${ERRORS} } }`,
        { input, key: options.idempotencyKey ?? randomUUID() },
      );
      show({ secret: issueApiKey.secret, ...issueApiKey.apiKey }, withSecret);
    });

  talksToServer(key.command('rotate'))
    .description('Give a key a new secret and print it, this once.')
    .argument('<key>', 'its name or id')
    .option('--overlap <minutes>', 'how long the old secret goes on', '1440')
    .option('--idempotency-key <text>', 'the same text rotates once, however often it is asked')
    .action(async (text, options) => {
      const { remote, show } = openSession(options);
      const { id } = await findKey(remote, text);
      const { rotateApiKey } = await remote.ask<{ rotateApiKey: MadeKey }>(
        `mutation ($id: ID!, $minutes: Int!, $key: String!) {
          rotateApiKey(id: $id, overlapMinutes: $minutes, idempotencyKey: $key) {
            secret apiKey { ${KEY} } ${ERRORS} } }`,
        {
          id,
          minutes: Number(options.overlap),
          key: options.idempotencyKey ?? randomUUID(),
        },
      );
      show({ secret: rotateApiKey.secret, ...rotateApiKey.apiKey }, withSecret);
    });

  addChangeCommands(key, KEYS, [
    ['block', 'blockApiKey', 'Refuse calls with a key until it is unblocked.'],
    ['unblock', 'unblockApiKey', 'Let a blocked key call again.'],
    ['revoke', 'revokeApiKey', 'Refuse calls with a key for good.'],
  ]);
}

export function findKey(remote: Remote, text: string): Promise<Key> {
  return find(remote, KEYS, text);
}

function toRow(key: Key): Row {
  return {
    name: plain(key.alias),
    key: `${key.prefix}…${key.lastFour}`,
    status: key.status.toLowerCase(),
    owner: plain(key.owner?.name),
    team: plain(key.team?.name),
    'last used': moment(key.lastUsedAt),
    calls: count(key.totals.calls),
    spend: dollars(key.totals.charge),
  };
}

function toFacts(key: Key): Row {
  return {
    ...toRow(key),
    customer: plain(key.boundCustomer),
    models: key.models === null ? 'all' : plain(key.models.join(', ')),
    tags: plain(key.tags.join(', ') || null),
    created: moment(key.createdAt),
    expires: moment(key.expiresAt),
    id: key.id,
  };
}

function withSecret({ secret, ...key }: Key & { readonly secret: string | null }): Row {
  return { secret: secret ?? 'shown once, when the key was made', ...toFacts(key) };
}

function inDays(text: string): string {
  const days = Number(text);
  if (!(days > 0)) throw new OperatorError(`--days: "${text}" is not a number of days`);
  return new Date(Date.now() + days * DAY_MS).toISOString();
}

function readBudget({
  budget,
  period,
  soft = false,
}: {
  budget?: string;
  period?: string;
  soft?: boolean;
}): object[] {
  if (budget !== undefined) return [{ limit: budget, period: period ?? 'monthly', soft }];
  if (period === undefined && !soft) return [];
  throw new OperatorError('--period and --soft are about --budget: give that, too');
}

function readNumber(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new OperatorError(`${option}: "${text}" is not a whole number`);
}
