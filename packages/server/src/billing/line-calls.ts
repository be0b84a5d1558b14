import type { Queryable } from '../platform/postgres/index.ts';
import type { Meter, RateCard, RateRule } from './rating/rate-card.ts';
import {
  type BilledCallRow,
  type CallPosition,
  isMeterName,
  listBilledCalls,
  type MeterName,
} from './sql/billed-calls.ts';
import { type InvoiceRow, invoiceAt } from './sql/invoice-rows.ts';
import type { LineDetail } from './sql/lines.ts';
import { readCardsInForce } from './sql/terms.ts';
import { termsOf } from './terms-of.ts';

const METER_OF: Readonly<Record<Meter, MeterName>> = {
  TOKENS: 'Tokens',
  INPUT_TOKENS: 'All input tokens',
  OUTPUT_TOKENS: 'Output tokens',
  REQUESTS: 'Requests',
  SPEND: 'USD at cost',
};

/** As `rateTiers` names the lines of a pool. */
const POOL_LINE = /^(.*) (?:included|packages|tier \d+(?: entry)?)$/s;

/**
 * The calls that a line bills, latest first: those of the invoice in the period of the line that add to its
 * meter. Tiers and packages are of a pool: each of their lines shows the calls of all of it. What is owed
 * whatever was used (fees, reductions, lines by hand) has none.
 */
export async function callsOf(
  db: Queryable,
  { line, invoice }: { line: LineDetail; invoice: InvoiceRow },
  page: { limit: number; after: CallPosition | null },
): Promise<BilledCallRow[]> {
  const meter = await meterOf(db, line, invoice);
  if (meter === null) return [];
  const period = { startsAt: line.periodStart, endsAt: line.periodEnd };
  return listBilledCalls(db, { ...meter, coverage: { ...invoice, period } }, page);
}

interface MeteredModels {
  readonly meter: MeterName;
  readonly models: readonly string[];
  readonly except: readonly string[];
}

async function meterOf(
  db: Queryable,
  line: LineDetail,
  invoice: InvoiceRow,
): Promise<MeteredModels | null> {
  const { kind, model, unit } = line;
  if (kind !== 'USAGE') return null;
  if (model !== null) {
    if (unit === null || !isMeterName(unit)) return null;
    return { meter: unit, models: [literal(model)], except: [] };
  }
  return pooledBy(await cardOf(db, line, invoice), line.key);
}

/** Late lines were rated on the terms of their own period. */
async function cardOf(db: Queryable, line: LineDetail, invoice: InvoiceRow): Promise<RateCard> {
  if (!line.late) return termsOf(invoice.rateCard);
  const billed = await invoiceAt(db, invoice.customer, line.periodStart);
  if (billed !== null) return termsOf(billed.rateCard);
  const question = { customer: invoice.customer, at: line.periodStart };
  const [card = null] = await readCardsInForce(db, [question]);
  return termsOf(card);
}

function pooledBy({ rules }: RateCard, key: string): MeteredModels | null {
  const name = POOL_LINE.exec(String(JSON.parse(key)[1]))?.[1];
  const index = rules.findIndex((rule) => rule.name === name);
  const price = rules[index]?.price;
  if (price === undefined || !('meter' in price)) return null;
  const patterns = (own: readonly RateRule[]) => own.flatMap(({ models }) => models.map(pattern));
  return {
    meter: METER_OF[price.meter],
    models: patterns(rules.slice(index, index + 1)),
    except: patterns(rules.slice(0, index)),
  };
}

function pattern(name: string): string {
  return name.endsWith('*') ? `${literal(name.slice(0, -1))}%` : literal(name);
}

function literal(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}
