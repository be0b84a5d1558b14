import type { Command } from 'commander';
import { count, dollars, moment, plain, type Row } from './print.ts';
import type { Remote } from './remote.ts';
import { only, openSession, pages, readLimit, talksToServer } from './session.ts';
import { ERRORS } from './things.ts';

const FACTS = `id externalId name firstSeenAt lastSeenAt totals { calls charge { amount } }
  tier { name } block { reason since }`;
/** What `FACTS` asks for. */
interface Customer {
  readonly id: string;
  readonly externalId: string;
  readonly name: string | null;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly totals: { readonly calls: number; readonly charge: { readonly amount: string } };
  readonly tier: { readonly name: string } | null;
  readonly block: { readonly reason: string; readonly since: string } | null;
}

const LIST = `query ($first: Int!, $after: String, $search: String, $order: CustomerOrder!) {
  customers(first: $first, after: $after, search: $search, orderBy: $order) {
    nodes { ${FACTS} } pageInfo { hasNextPage endCursor } } }`;

const ORDERS: Readonly<Record<string, string>> = {
  spend: 'SPEND_DESC',
  id: 'EXTERNAL_ID_ASC',
  'last-seen': 'LAST_SEEN_DESC',
};

export function addCustomerCommands(program: Command): void {
  const customer = program
    .command('customer')
    .description('Customers: who is budgeted and billed.');

  talksToServer(customer.command('list'))
    .description('List customers, by default the highest spend first.')
    .option('--search <text>', 'part of an id or a name')
    .option('--order <order>', 'spend, id or last-seen', 'spend')
    .option('--limit <rows>', 'at most so many', '50')
    .action(async (options) => {
      const { remote, list } = openSession(options);
      const variables = {
        search: options.search ?? null,
        order: ORDERS[options.order] ?? options.order,
      };
      const limit = readLimit(options.limit);
      list(
        await pages<Customer>(remote, LIST, { field: 'customers', limit, variables }),
        toRow,
        'No customers',
      );
    });

  talksToServer(customer.command('show'))
    .description('Show one customer.')
    .argument('<id>', "the caller's own id of the customer")
    .action(async (id, options) => {
      const { remote, show } = openSession(options);
      show(await find(remote, id), toFacts);
    });

  talksToServer(customer.command('block'))
    .description('Refuse every call of a customer from now on, whatever names it.')
    .argument('<id>')
    .requiredOption('--reason <text>', 'kept with the block')
    .action(async (id, options) => {
      const { remote, show } = openSession(options);
      await remote.ask(
        `mutation ($id: String!, $reason: String!) { blockCustomer(customer: $id, reason: $reason) { ${ERRORS} } }`,
        { id, reason: options.reason },
      );
      show(await find(remote, id), toFacts);
    });

  talksToServer(customer.command('unblock'))
    .description('Let a customer call again.')
    .argument('<id>')
    .action(async (id, options) => {
      const { remote, show } = openSession(options);
      await remote.ask(`mutation ($id: String!) { unblockCustomer(customer: $id) { ${ERRORS} } }`, {
        id,
      });
      show(await find(remote, id), toFacts);
    });

  talksToServer(customer.command('tier'))
    .description('Put a customer on a tier, or on none.')
    .argument('<id>')
    .argument('<tier>', 'name of the tier, or "none"')
    .action(async (id, name, options) => {
      const { remote, show } = openSession(options);
      const tier = name === 'none' ? null : await findTier(remote, name);
      await remote.ask(
        `mutation ($customers: [String!]!, $tier: ID) { assignTier(customers: $customers, tier: $tier) { ${ERRORS} } }`,
        { customers: [id], tier },
      );
      show(await find(remote, id), toFacts);
    });
}

async function find(remote: Remote, id: string): Promise<Customer> {
  const { customer } = await remote.ask<{ customer: Customer | null }>(
    `query ($id: String!) { customer(externalId: $id) { ${FACTS} } }`,
    { id },
  );
  return only(customer === null ? [] : [customer], 'customer', id);
}

async function findTier(remote: Remote, text: string): Promise<string> {
  const query = `query ($first: Int!, $after: String, $search: String) {
    tiers(first: $first, after: $after, search: $search) { nodes { id name } pageInfo { hasNextPage endCursor } } }`;
  const variables = { search: text };
  const found = await pages<{ id: string; name: string }>(remote, query, {
    field: 'tiers',
    limit: 100,
    variables,
  });
  return only(
    found.filter(({ name }) => name === text),
    'tier',
    text,
  ).id;
}

function toRow(customer: Customer): Row {
  return {
    customer: plain(customer.externalId),
    name: plain(customer.name),
    tier: plain(customer.tier?.name),
    status: customer.block === null ? 'active' : 'blocked',
    'last seen': moment(customer.lastSeenAt),
    calls: count(customer.totals.calls),
    spend: dollars(customer.totals.charge),
  };
}

function toFacts(customer: Customer): Row {
  const { block } = customer;
  return {
    ...toRow(customer),
    'first seen': moment(customer.firstSeenAt),
    ...(block === null ? {} : { blocked: `${moment(block.since)}: ${plain(block.reason)}` }),
  };
}
