#!/usr/bin/env node
import 'reflect-metadata';
import { writeSync } from 'node:fs';
import { Command } from 'commander';
import { addBudgetCommands } from './cli/budget.ts';
import { addCompletionCommand } from './cli/completion.ts';
import { addCustomerCommands } from './cli/customer.ts';
import { addInvoiceCommands } from './cli/invoices.ts';
import { addKeyCommands } from './cli/key.ts';
import { print } from './cli/print.ts';
import { addTeamCommands } from './cli/team.ts';
import { addUsageCommands } from './cli/usage.ts';
import { addUserCommands } from './cli/user.ts';
import type { ImportOptions } from './commands/import-litellm.ts';
import type { ImportPricesOptions } from './commands/import-prices.ts';
import type { PriceOptions } from './commands/price.ts';
import { VERSION } from './version.ts';

const IMPORT_HELP = `Import teams, users, keys, customers, budgets and daily spend of LiteLLM. Keys keep their
secrets. Importing again brings what is new; start the server anew afterwards.`;

const IMPORT_PRICES_HELP = `Take the prices of a LiteLLM price map into the price book, and account for every
field of every entry. They go before the shipped catalogue, and after prices set by hand.`;

const HELP_AFTER = `
Most commands talk to a running server with a token:
  export TOLLGATE_URL=https://llm.example.com   # by default http://127.0.0.1:4000
  export TOLLGATE_TOKEN=tg-…                    # an API token, or TOLLGATE_MASTER_KEY

  tollgate key create "checkout, production" --owner ada@example.com --team Checkout
  tollgate budget set 100 --customer acme --period monthly
  tollgate spend --group-by team,model --preset month --compare previous
  tollgate activity --customer acme --from 2026-03-01 --to 2026-04-01 --csv
  tollgate activity --calls --customer acme --json
  tollgate export usage --by customer,day --range last-month -o november.csv
  tollgate invoices generate --dry-run

serve, demo, reconcile, price, import and schema work in the folder of the server.
Completion for bash, zsh and fish: tollgate completion --help`;

// What runs a server is loaded by the commands that need it: the others begin at once.
const serverContext = async () => (await import('./command-context.ts')).commandContext();
// A server ends in its own way when it is told to; every other command exits.
const context = async () => {
  (await import('./command-context.ts')).exitWhenTold();
  return serverContext();
};

const program = new Command('tollgate')
  .description('Meters, caps and bills LLM spend.')
  .version(VERSION)
  .addHelpText('after', HELP_AFTER);

program
  .command('serve')
  .description('Start the gateway, the GraphQL API and the dashboard.')
  .option('--new-master-key', 'replace the master key made at the first start')
  .action(async (options: { newMasterKey?: true }) => {
    const { runServe } = await import('./commands/serve.ts');
    await runServe({ ...(await serverContext()), resetMasterKey: options.newMasterKey === true });
  });

program
  .command('demo')
  .description('Fill the dashboard with 90 days of traffic for 40 invented customers.')
  .action(async () => {
    const { runDemoCommand } = await import('./commands/demo.ts');
    await runDemoCommand(await context());
  });

program
  .command('reconcile')
  .description('Recount the record of spend and compare it with every total derived from it.')
  .option('--rebuild', 'make rollups and totals of customers anew from the record first')
  .option('--json', 'print JSON')
  .action(async ({ json = false, rebuild = false }: { json?: boolean; rebuild?: boolean }) => {
    const { runReconcile } = await import('./commands/reconcile.ts');
    await runReconcile(await context(), { json, rebuild });
  });

const price = program
  .command('price')
  .description('Print what a call would cost, from which price, and where that was found.')
  .argument('<model>', 'a model of config.yaml, or a provider/model')
  .option('--input <tokens>', 'input tokens, cached and cache-write ones included')
  .option('--cached <tokens>', 'of them, read from the cache')
  .option('--cache-write <tokens>', 'of them, written to the cache')
  .option('--output <tokens>', 'output tokens, reasoning included')
  .option('--reasoning <tokens>', 'of them, reasoning')
  .option('--at <time>', 'a day or a time in UTC; now without it')
  .option('--json', 'print JSON')
  .action(async (model: string, options: PriceOptions) => {
    const { runPrice } = await import('./commands/price.ts');
    await runPrice(await context(), model, options);
  });

price
  .command('import')
  .description(IMPORT_PRICES_HELP)
  .argument('<file>', 'a model_prices_and_context_window.json')
  .option('--dry-run', 'report what it would bring, and change nothing')
  .option('--propose', 'leave it to be approved on the dashboard or over GraphQL')
  .option('--json', 'print JSON')
  .action(async (file: string, _: object, command: Command) => {
    const { runImportPrices } = await import('./commands/import-prices.ts');
    await runImportPrices(await context(), file, command.optsWithGlobals<ImportPricesOptions>());
  });

program
  .command('import')
  .description('Import from another gateway.')
  .command('litellm')
  .description(IMPORT_HELP)
  .option('--dump <file>', 'plain pg_dump of its tables')
  .option('--config <file>', 'its config.yaml, which the server reads as it is')
  .option('--json', 'print JSON')
  .action(async (options: ImportOptions) => {
    const { runImportLitellm } = await import('./commands/import-litellm.ts');
    await runImportLitellm(await context(), options);
  });

addKeyCommands(program);
addCustomerCommands(program);
addBudgetCommands(program);
addUserCommands(program);
addTeamCommands(program);
addUsageCommands(program);
addInvoiceCommands(program);

program
  .command('schema')
  .description('Print the GraphQL schema.')
  .option('--permissions', 'print who may use which field instead, as a Markdown table')
  .action(async (options: { permissions?: true }) => {
    const { printApiSchema, printPermissions } = await import('./api-schema.ts');
    print(options.permissions ? printPermissions() : printApiSchema());
  });

addCompletionCommand(program);

try {
  await program.parseAsync();
} catch (fault) {
  const { faultText } = await import('./fault-text.ts');
  writeSync(2, `tollgate: ${faultText(fault)}\n`);
  process.exit(1);
}
