import { type ConditionalPrice, findProvider, type ModelInfo } from '@pydantic/genai-prices';
import { assert } from '../../kernel/index.ts';
import { CATALOGUE_SOURCE, exactPrices } from '../catalogue.ts';
import type { Prices } from '../prices.ts';
import { CATALOGUE_PROVIDER_IDS } from '../provider-names.ts';
import { withPublishedRules } from '../published-rules.ts';
import { PriceBook } from './price-book.ts';
import { ALL_DAY, EARLIEST, LATEST, type PriceEntry, type Timeline } from './timeline.ts';
import { nameVersion, pricesText } from './version-name.ts';

type Constraint = NonNullable<ConditionalPrice['constraint']>;
type Window = Pick<PriceEntry, 'fromMinute' | 'untilMinute'>;

/**
 * Every model of the shipped catalogue, under `provider/model` with the
 * catalogue's own ids. Dates of its price history become periods, hours of the day become windows.
 */
export function shippedCatalogue(): Timeline[] {
  return CATALOGUE_PROVIDER_IDS.flatMap((providerId) => {
    const provider = findProvider({ providerId });
    return (provider?.models ?? []).map((model) => timelineOf(providerId, model));
  });
}

function timelineOf(provider: string, model: ModelInfo): Timeline {
  const subject = `${provider}/${model.id}`;
  const conditional = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];
  const rules = conditional.map((rule) => ({
    constraint: rule.constraint,
    prices: withPublishedRules({ provider, model: model.id }, exactPrices(rule.prices)),
  }));
  const entries = periodsOf(rules).flatMap((period) =>
    windowsOf(rules, period.effectiveFrom).map(({ prices, ...window }) => ({
      ...period,
      ...window,
      price: nameVersion(CATALOGUE_SOURCE, subject, prices),
    })),
  );
  return { layer: 'catalogue', subject, revision: 1, entries };
}

interface Rule {
  readonly constraint: Constraint | undefined;
  readonly prices: Prices;
}

/** From each date that a rule names until the next. */
function periodsOf(rules: readonly Rule[]) {
  const starts = rules.flatMap(({ constraint }) =>
    constraint?.type === 'start_date' ? [new Date(constraint.start_date)] : [],
  );
  const edges = [EARLIEST, ...starts, LATEST].sort((a, b) => a.getTime() - b.getTime());
  return edges.slice(0, -1).flatMap((effectiveFrom, i) => {
    const effectiveUntil = edges[i + 1] ?? LATEST;
    return effectiveFrom < effectiveUntil ? [{ effectiveFrom, effectiveUntil }] : [];
  });
}

/** The windows of a day in one period; neighbours with the same prices are one. */
function windowsOf(rules: readonly Rule[], at: Date): (Window & { prices: Prices })[] {
  const minutes = rules.flatMap(({ constraint }) =>
    constraint?.type === 'time_of_date'
      ? [minuteOf(constraint.start_time), minuteOf(constraint.end_time)]
      : [],
  );
  const edges = [...new Set([0, ...minutes, ALL_DAY.untilMinute])].sort((a, b) => a - b);
  const windows: (Window & { prices: Prices })[] = [];
  for (const [i, fromMinute] of edges.slice(0, -1).entries()) {
    const untilMinute = edges[i + 1] ?? ALL_DAY.untilMinute;
    const prices = pricesAt(rules, at, fromMinute);
    const last = windows.at(-1);
    if (last !== undefined && pricesText(last.prices) === pricesText(prices)) {
      windows[windows.length - 1] = { ...last, untilMinute };
    } else windows.push({ fromMinute, untilMinute, prices });
  }
  return windows;
}

/** The last rule that holds wins, as the catalogue says; the first holds when none does. */
function pricesAt(rules: readonly Rule[], at: Date, minute: number): Prices {
  const rule = rules.findLast(({ constraint }) => holds(constraint, at, minute)) ?? rules[0];
  assert(rule !== undefined, 'a model has a price');
  return rule.prices;
}

function holds(constraint: Constraint | undefined, at: Date, minute: number): boolean {
  if (constraint === undefined) return true;
  if (constraint.type === 'start_date') return at >= new Date(constraint.start_date);
  const [start, end] = [minuteOf(constraint.start_time), minuteOf(constraint.end_time)];
  if (start <= end) return start <= minute && minute < end;
  return minute >= start || minute < end;
}

/** `16:30:00Z` is minute 990 of the day. */
function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map((part) => Number.parseInt(part, 10));
  return hours * 60 + minutes;
}

let shipped: PriceBook | undefined;

/** A book that holds what the shipped catalogue publishes and nothing else: for who has no database. */
export function shippedBook(): PriceBook {
  shipped ??= new PriceBook(shippedCatalogue());
  return shipped;
}
