import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createBudgets, type Subjects } from '../../budgets/index.ts';
import { recordFirstSight } from '../../customers/index.ts';
import { type Clock, formatPico, OperatorError, toPico } from '../../kernel/index.ts';
import { type Config, loadConfig } from '../../platform/config/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { createPool, NotificationListener } from '../../platform/postgres/index.ts';
import { print, printJson } from '../cli/print.ts';
import { checkDeployments } from '../command-context.ts';
import type { DataDirectory } from '../data-directory.ts';
import { type ImportReport, importLitellm } from '../import-litellm/import-litellm.ts';
import { readSource, type Source } from '../import-litellm/source.ts';
import { thresholdsOf } from '../open-budgets.ts';
import { openDatabase } from '../open-database.ts';

interface Context {
  readonly config: Config;
  readonly data: DataDirectory;
  readonly log: Logger;
  readonly clock: Clock;
}

export interface ImportOptions {
  readonly dump?: string;
  readonly config?: string;
  readonly json?: true;
}

/** Imports a dump, and says whether a config.yaml is understood as it stands. */
export async function runImportLitellm(context: Context, options: ImportOptions): Promise<void> {
  const { dump, config, json } = options;
  if (dump === undefined && config === undefined) {
    throw new OperatorError('Name what to import: --dump <file>, --config <file>, or both');
  }
  const read = config === undefined ? null : readModels(config);
  const report = dump === undefined ? null : await importDump(context, await readFile(dump));
  if (json) printJson({ models: null, ...read, ...(report && jsonOf(report)) });
  else print([...configLines(config, read), ...(report ? tableOf(report) : [])].join('\n'));
  const differs = report?.totals.some(({ source, imported }) => source !== imported) ?? false;
  if (differs) throw new OperatorError('The totals differ: see the notes above');
}

interface ReadFile {
  readonly models: readonly string[];
  readonly unusedSettings: readonly string[];
}

/** The names of its models. The server reads the same file as it is. */
function readModels(path: string): ReadFile {
  const env = { ...process.env, TOLLGATE_CONFIG: path };
  const { deployments, unusedSettings } = loadConfig(env, checkDeployments);
  return { models: [...new Set(deployments.map(({ modelName }) => modelName))], unusedSettings };
}

async function readFile(path: string): Promise<Source> {
  const input = createReadStream(path, 'utf8');
  const opened = new Promise<void>((resolve, reject) => {
    input.once('open', () => resolve());
    input.once('error', reject);
  });
  await opened.catch((cause: unknown) => {
    throw new OperatorError(`The dump cannot be read: ${(cause as Error).message}`);
  });
  return readSource(createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }));
}

async function importDump(
  { config, data, log, clock }: Context,
  source: Source,
): Promise<ImportReport> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await openDatabase({ config, data, log }));
  const url = database.url.reveal();
  const pool = stack.adopt(createPool(url, { max: 4 }), (p) => p.end());
  const notifications = stack.adopt(new NotificationListener(url), (n) => n.close());
  const budgets = stack.adopt(
    createBudgets({
      pool,
      notifications,
      clock,
      subjects: IMPORTED,
      timeZone: config.reportingTimeZone,
      thresholds: thresholdsOf(config.budgets),
      defaultTier: config.budgets.defaultTier,
      onError: (error) => log.warn({ err: error }, 'budgets'),
    }),
    (b) => b.close(),
  );
  await budgets.rules.reload();
  return await importLitellm(source, { pool, budgets, now: clock.now() });
}

/** Whom budgets are set for was imported a moment before. */
const IMPORTED: Subjects = {
  nameCustomers: (tx, externalIds, at) =>
    recordFirstSight(
      tx,
      externalIds.map((externalId) => ({ externalId, firstSeenAt: at, lastSeenAt: at })),
    ),
  missing: async () => [],
};

function configLines(path: string | undefined, read: ReadFile | null): string[] {
  if (read === null) return [];
  const { models, unusedSettings } = read;
  return [
    `${path} is understood: ${models.length} models (${models.join(', ')}).`,
    ...(unusedSettings.length === 0 ? [] : [`Not used: ${unusedSettings.join(', ')}.`]),
    `Start the server with TOLLGATE_CONFIG=${path}, or copy it to config.yaml.`,
    '',
  ];
}

function jsonOf({ totals, ...rest }: ImportReport) {
  return {
    ...rest,
    totals: totals.map(({ name, source, imported }) => ({
      name,
      source: formatPico(source),
      imported: formatPico(imported),
      difference: formatPico(toPico(imported - source)),
    })),
  };
}

function tableOf({ counts, spend, totals, notes }: ImportReport): string[] {
  const width = Math.max(...Object.keys(counts).map((name) => name.length));
  return [
    ...Object.entries(counts).map(([name, count]) => `${name.padEnd(width)}  ${count}`),
    '',
    `Daily spend: ${spend.recorded} rows recorded, ${spend.known} were there already, ${spend.shrunk} left as they were imported earlier, ${spend.expired} of days no longer kept.`,
    '',
    ...totals.map(({ name, source, imported }) => {
      const verdict =
        source === imported ? 'equal' : `DIFFERS by $${formatPico(toPico(imported - source))}`;
      return `${name}: LiteLLM $${formatPico(source)}, here $${formatPico(imported)}: ${verdict}`;
    }),
    ...(notes.length === 0 ? [] : ['', 'Notes:', ...notes.map((note) => `  - ${note}`)]),
    '',
  ];
}
