import { createDeployments, ModelNames } from '../../gateway/index.ts';
import { type Clock, formatPico, OperatorError } from '../../kernel/index.ts';
import type { Config } from '../../platform/config/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { createPool } from '../../platform/postgres/index.ts';
import {
  NO_USAGE,
  type PriceBook,
  type PriceQuote,
  perUnitsText,
  type QuotedModel,
  quote,
  readBookAsKnown,
  shippedCatalogue,
  type Usage,
} from '../../pricing/index.ts';
import { print, printJson } from '../cli/print.ts';
import type { DataDirectory } from '../data-directory.ts';
import { openDatabase } from '../open-database.ts';

export interface PriceOptions {
  readonly input?: string;
  readonly cached?: string;
  readonly cacheWrite?: string;
  readonly output?: string;
  readonly reasoning?: string;
  readonly at?: string;
  readonly json?: true;
}

interface Context {
  readonly config: Config;
  readonly data: DataDirectory;
  readonly log: Logger;
  readonly clock: Clock;
}

/** Prints what a call would cost, from which price, and where that was found. Fails when it has none. */
export async function runPrice(
  context: Context,
  name: string,
  options: PriceOptions,
): Promise<void> {
  const usage = readUsage(options);
  const at = readMoment(options.at) ?? context.clock.now();
  const book = await readBook(context);
  const quoted = quote(book, { model: findModel(context.config, book, name), usage, at });
  if (options.json) printJson(toJson(name, quoted));
  else print(table(name, quoted));
  if (quoted.price === null) throw new OperatorError(`Nothing has a price for ${name} then`);
  if (quoted.amount === null) {
    throw new OperatorError(`The price says nothing of ${quoted.missing.join(', ')}`);
  }
}

/** What the database knows, beside the catalogue where it knows none yet. */
async function readBook({ config, data, log }: Context): Promise<PriceBook> {
  await using database = await openDatabase({ config, data, log });
  const pool = createPool(database.url.reveal(), { max: 1 });
  try {
    const book = await readBookAsKnown(pool, 'infinity');
    const known = [...book.timelines()].some(({ layer }) => layer === 'catalogue');
    if (!known) book.put(shippedCatalogue());
    return book;
  } finally {
    await pool.end();
  }
}

function findModel(
  { deployments, fallbackPrice }: Config,
  book: PriceBook,
  name: string,
): QuotedModel {
  const options = { simBaseUrl: 'http://simulated', fallbackPrice, book };
  const made = createDeployments(deployments, options).deployments;
  const deployment = new ModelNames(made).first(name);
  if (deployment !== null) return deployment;
  const slash = name.indexOf('/');
  if (slash < 1 || slash === name.length - 1) {
    throw new OperatorError(
      `There is no model ${name}; name one of config.yaml, or a provider/model`,
    );
  }
  const [provider, upstreamModel] = [name.slice(0, slash), name.slice(slash + 1)];
  return { modelName: null, provider, upstreamModel, baseModel: null };
}

function readUsage(options: PriceOptions): Usage {
  const usage: Usage = {
    ...NO_USAGE,
    inputTokens: count('--input', options.input),
    cachedInputTokens: count('--cached', options.cached),
    cacheWriteTokens: count('--cache-write', options.cacheWrite),
    outputTokens: count('--output', options.output),
    reasoningTokens: count('--reasoning', options.reasoning),
  };
  if (usage.cachedInputTokens + usage.cacheWriteTokens > usage.inputTokens) {
    throw new OperatorError('--cached and --cache-write are part of --input');
  }
  if (usage.reasoningTokens > usage.outputTokens) {
    throw new OperatorError('--reasoning is part of --output');
  }
  return usage;
}

function count(option: string, text = '0'): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new OperatorError(`${option}: "${text}" is not a number of tokens`);
}

/** A day means its first moment, in UTC. */
function readMoment(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const moment = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/.test(text)
    ? new Date(text)
    : null;
  if (moment === null || Number.isNaN(moment.getTime())) {
    throw new OperatorError(
      `--at: "${text}" is not a day such as 2026-03-01, or a UTC time such as 2026-03-01T12:00:00Z`,
    );
  }
  return moment;
}

function toJson(model: string, { at, steps, price, amount, lines, missing }: PriceQuote) {
  return {
    model,
    at: at.toISOString(),
    currency: 'USD',
    amount: amount === null ? null : formatPico(amount),
    priceVersion: price?.version ?? null,
    lines: lines.map((line) => ({
      kind: line.kind,
      quantity: line.quantity,
      unitPrice: formatPico(line.unitPrice),
      per: Number(line.per),
      amount: formatPico(line.amount),
    })),
    missing,
    steps: steps.map(({ layer, subject, found }) => ({
      layer,
      subject,
      found: found?.version ?? null,
    })),
  };
}

function table(name: string, { at, steps, price, amount, lines }: PriceQuote): string {
  const looked = steps.map(({ layer, subject, found }) => [layer, subject, found ? 'found' : '-']);
  const rows = lines.map((line) => [
    line.kind,
    line.quantity.toLocaleString('en'),
    perUnitsText(line),
    `$${formatPico(line.amount)}`,
  ]);
  const total = ['total', '', '', amount === null ? 'unpriced' : `$${formatPico(amount)}`];
  return [
    `${name} at ${at.toISOString()}`,
    `price version: ${price?.version ?? 'none'}`,
    '',
    ...columns(looked, ['left', 'left', 'left']),
    '',
    ...columns(
      [['', 'quantity', 'price', 'amount'], ...rows, total],
      ['left', 'right', 'right', 'right'],
    ),
    '',
  ].join('\n');
}

function columns(rows: readonly string[][], align: readonly ('left' | 'right')[]): string[] {
  const widths = align.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) =>
        align[i] === 'left' ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
