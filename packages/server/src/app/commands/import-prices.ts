import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Clock, OperatorError } from '../../kernel/index.ts';
import type { Config } from '../../platform/config/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { createPool, type Pool } from '../../platform/postgres/index.ts';
import {
  approveUpdate,
  changesFrom,
  type ImportReport,
  importedTimelines,
  importLitellmPrices,
  type LitellmImport,
  type PriceUpdate,
  proposeUpdate,
  readBookAsKnown,
} from '../../pricing/index.ts';
import { print, printJson } from '../cli/print.ts';
import type { DataDirectory } from '../data-directory.ts';
import { openDatabase } from '../open-database.ts';

export interface ImportPricesOptions {
  readonly dryRun?: true;
  readonly propose?: true;
  readonly json?: true;
}

interface Context {
  readonly config: Config;
  readonly data: DataDirectory;
  readonly log: Logger;
  readonly clock: Clock;
}

/** What the import does to the book. */
interface Outcome {
  readonly state: 'DRY RUN' | 'UNCHANGED' | PriceUpdate['state'];
  readonly added: number;
  readonly changed: number;
}

const BY = 'tollgate price import';

/** Takes the prices of a LiteLLM price map into the book, and accounts for every field of it. */
export async function runImportPrices(
  context: Context,
  file: string,
  options: ImportPricesOptions,
): Promise<void> {
  const imported = importLitellmPrices(readText(file));
  if (!imported.ok) throw new OperatorError(`${file}: ${imported.error}`);
  const { report } = imported.value;
  const outcome = await intoBook(context, { imported: imported.value, file, options });
  if (options.json) printJson({ ...outcome, report: jsonOf(report) });
  else print(`${[...outcomeLines(file, outcome), ...reportLines(report)].join('\n')}\n`);
  if (outcome.state === 'REJECTED') {
    throw new OperatorError('Exactly these prices were rejected before: nothing was changed');
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new OperatorError(`The file cannot be read: ${(cause as Error).message}`);
  }
}

interface Import {
  readonly imported: LitellmImport;
  readonly file: string;
  readonly options: ImportPricesOptions;
}

async function intoBook(
  { config, data, log, clock }: Context,
  { imported, file, options }: Import,
): Promise<Outcome> {
  await using database = await openDatabase({ config, data, log });
  const pool = createPool(database.url.reveal(), { max: 1 });
  try {
    const timelines = importedTimelines(imported.models);
    if (options.dryRun) {
      const changes = changesFrom(await readBookAsKnown(pool, 'infinity'), timelines);
      const added = changes.filter(({ kind }) => kind === 'ADDED').length;
      return { state: 'DRY RUN', added, changed: changes.length - added };
    }
    const proposal = {
      layer: 'import' as const,
      source: `litellm: ${basename(file)}`,
      timelines,
      report: jsonOf(imported.report),
      proposedBy: BY,
      accept: options.propose !== true,
    };
    const update = await proposeUpdate(pool, proposal, clock.now());
    if (update === null) return { state: 'UNCHANGED', added: 0, changed: 0 };
    const wanted = update.state === 'PENDING' && proposal.accept;
    return wanted ? await approved(pool, update, clock.now()) : update;
  } finally {
    await pool.end();
  }
}

/** What was proposed before, and is now wanted at once. */
async function approved(pool: Pool, update: PriceUpdate, now: Date): Promise<PriceUpdate> {
  const decided = await approveUpdate(pool, { id: update.id, applyFrom: 'NOW', by: BY, now });
  return decided.ok ? decided.value : update;
}

function jsonOf({ entries, priced, free, unpriced, fields, refused }: ImportReport) {
  return { entries, priced, free, unpriced, fields, refused };
}

const OUTCOMES: Record<Outcome['state'], string> = {
  'DRY RUN': 'dry run, nothing was changed; it would bring',
  UNCHANGED: 'the price book says all of it already:',
  APPROVED: 'in force:',
  PENDING: 'waits to be approved (dashboard, Models & prices, Updates):',
  REJECTED: 'was rejected before:',
};

function outcomeLines(file: string, { state, added, changed }: Outcome): string[] {
  return [`${file}: ${OUTCOMES[state]} ${added} new, ${changed} changed`, ''];
}

function reportLines({ entries, priced, free, unpriced, fields, refused }: ImportReport): string[] {
  const used = (use: string) => fields.filter((field) => field.use === use);
  const left = used('left out').map(({ field, entries: count, why }) => [field, count, why ?? '']);
  return [
    `entries   ${entries}`,
    `  priced  ${priced}, of them free ${free}`,
    `  without a price  ${unpriced.length}`,
    '',
    'Taken as prices, with the number of entries:',
    ...used('price').map(({ field, entries: count }) => `  ${field}  ${count}`),
    '',
    'Taken beside the prices:',
    ...used('metadata').map(({ field, entries: count }) => `  ${field}  ${count}`),
    '',
    'Left out:',
    ...left.map(([field, count, why]) => `  ${field}  ${count}  ${why}`),
    '',
    `Not taken, entry by entry (${refused.length}):`,
    ...refused.map(({ entry, field, why }) => `  ${entry}  ${field}  ${why}`),
  ];
}
