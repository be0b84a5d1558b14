#!/usr/bin/env node
import 'reflect-metadata';
import { writeSync } from 'node:fs';
import { Command } from 'commander';
import { createDeployments } from '../gateway/index.ts';
import { OperatorError, systemClock } from '../kernel/index.ts';
import { loadConfig } from '../platform/config/index.ts';
import { createLogger } from '../platform/log/index.ts';
import { printApiSchema } from './api-schema.ts';
import { runDemoCommand } from './commands/demo.ts';
import { type ImportOptions, runImportLitellm } from './commands/import-litellm.ts';
import { type PriceOptions, runPrice } from './commands/price.ts';
import { runReconcile } from './commands/reconcile.ts';
import { runServe } from './commands/serve.ts';
import { DataDirectory } from './data-directory.ts';
import { VERSION } from './version.ts';

const IMPORT_HELP = `Import teams, users, keys, customers, budgets and daily spend of LiteLLM. Keys keep their
secrets. Importing again brings what is new; start the server anew afterwards.`;

/** What every command starts from. */
function context() {
  const config = loadConfig(process.env, checkDeployments);
  return {
    config,
    data: new DataDirectory(config.dataDirectory),
    log: createLogger(config.logLevel),
    clock: systemClock,
  };
}

/** Prices and addresses are judged by those who use them; where the simulated provider will be does not matter here. */
function checkDeployments(
  ...[deployments, fallbackPrice]: Parameters<Parameters<typeof loadConfig>[1]>
) {
  return createDeployments(deployments, { simBaseUrl: 'http://simulated', fallbackPrice }).problems;
}

const program = new Command('tollgate')
  .description('Meters, caps and bills LLM spend.')
  .version(VERSION);

program
  .command('serve')
  .description('Start the gateway, the GraphQL API and the dashboard.')
  .option('--new-master-key', 'replace the master key made at the first start')
  .action((options: { newMasterKey?: true }) =>
    runServe({ ...context(), resetMasterKey: options.newMasterKey === true }),
  );

program
  .command('demo')
  .description('Fill the dashboard with 90 days of traffic for 40 invented customers.')
  .action(() => runDemoCommand(context()));

program
  .command('reconcile')
  .description('Recount the record of spend and compare it with every total derived from it.')
  .option('--json', 'print JSON')
  .action((options: { json?: true }) => runReconcile(context(), { json: options.json === true }));

program
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
  .action((model: string, options: PriceOptions) => runPrice(context(), model, options));

program
  .command('import')
  .description('Import from another gateway.')
  .command('litellm')
  .description(IMPORT_HELP)
  .option('--dump <file>', 'plain pg_dump of its tables')
  .option('--config <file>', 'its config.yaml, which the server reads as it is')
  .option('--json', 'print JSON')
  .action((options: ImportOptions) => runImportLitellm(context(), options));

program
  .command('schema')
  .description('Print the GraphQL schema.')
  .action(() => void writeSync(1, printApiSchema()));

try {
  await program.parseAsync();
} catch (fault) {
  const text =
    fault instanceof OperatorError ? fault.message : ((fault as Error).stack ?? String(fault));
  writeSync(2, `tollgate: ${text}\n`);
  process.exit(1);
}
