import { randomUUIDv7 } from 'node:crypto';
import { assert, formatDecimal, parseDecimal } from '../kernel/index.ts';
import type { Queryable } from '../platform/postgres/index.ts';
import { type Period, periodAt } from './period.ts';
import { type BillingProfile, digitsOf } from './profile.ts';
import { differenceOf } from './rating/difference.ts';
import { PERCENT_SCALE } from './rating/exact.ts';
import type { RatedLine } from './rating/line.ts';
import { rateUsage } from './rating/rate-usage.ts';
import { RATE_SCALE, totalsOf } from './rating/totals.ts';
import { invoiceAt } from './sql/invoice-rows.ts';
import { type DraftLine, readBooked } from './sql/lines.ts';
import { type CardInForce, readCardsInForce } from './sql/terms.ts';
import {
  type Coverage,
  type LateUsage,
  type PeriodUsage,
  readLateUsage,
  readUsage,
} from './sql/usage.ts';
import { termsOf } from './terms-of.ts';

/** What an invoice says while it is a draft. */
export interface Draft {
  readonly rateCard: CardInForce | null;
  readonly lines: readonly DraftLine[];
  /** Decimal text in the invoice's currency, one for each line. */
  readonly billed: readonly string[];
  readonly currencyDigits: number;
  readonly subtotal: string;
  readonly tax: string;
  readonly total: string;
  readonly calls: number;
  readonly unpricedCalls: number;
}

export interface DraftRequest {
  readonly coverage: Coverage;
  readonly profile: BillingProfile;
  readonly manual: readonly DraftLine[];
}

/**
 * What customers owe for the rows of the record that invoices cover, one for each request. It reads
 * nothing but those, the terms, and what earlier invoices booked: at one sequence it is always the same.
 */
export async function makeDrafts(
  tx: Queryable,
  requests: readonly DraftRequest[],
): Promise<Draft[]> {
  const coverages = requests.map(({ coverage }) => coverage);
  const cards = await readCardsInForce(
    tx,
    coverages.map(({ customer, period }) => ({ customer, at: period.startsAt })),
  );
  const usages = await readUsage(tx, coverages);
  const lates = await readLateUsage(tx, coverages);
  const drafts: Draft[] = [];
  for (const [i, request] of requests.entries()) {
    const own = usages[i] as PeriodUsage;
    const late = lates[i] as LateUsage;
    drafts.push(await makeDraft(tx, request, { rateCard: cards[i] ?? null, own, late }));
  }
  return drafts;
}

async function makeDraft(
  tx: Queryable,
  { coverage, profile, manual }: DraftRequest,
  { rateCard, own, late }: { rateCard: CardInForce | null; own: PeriodUsage; late: LateUsage },
): Promise<Draft> {
  const { customer, period } = coverage;
  const ownLines = rateUsage(termsOf(rateCard), own.usage);
  const lines: DraftLine[] = ownLines.map((line) => inPeriod(line, period, false));
  let unpricedCalls = own.unpricedCalls;
  for (const earlier of await earlierPeriods(tx, { coverage, profile, moments: late.moments })) {
    const [used] = await readUsage(tx, [{ ...coverage, period: earlier.period }]);
    const before = { customer, before: period.startsAt, period: earlier.period };
    const now = rateUsage(termsOf(earlier.rateCard), used?.usage ?? []);
    const open = differenceOf(now, await readBooked(tx, before));
    lines.push(...open.map((line) => inPeriod(line, earlier.period, true)));
    unpricedCalls += used?.unpricedCalls ?? 0;
  }
  lines.push(...manual);
  const calls = own.calls + late.calls;
  return { rateCard, lines, calls, unpricedCalls, ...totals(lines, profile) };
}

function totals(
  lines: readonly DraftLine[],
  { currency, exchangeRate, taxPercent }: BillingProfile,
) {
  const digits = digitsOf(currency);
  const rate = parseDecimal(exchangeRate, RATE_SCALE);
  const percent = parseDecimal(taxPercent, PERCENT_SCALE);
  assert(rate !== null && percent !== null, 'a billing profile holds decimal text');
  const { lines: billed, ...sums } = totalsOf(
    lines.map(({ exact }) => exact),
    { digits, exchangeRate: rate },
    percent,
  );
  const text = (units: bigint) => formatDecimal(units, digits);
  return {
    billed: billed.map(text),
    currencyDigits: digits,
    subtotal: text(sums.subtotal),
    tax: text(sums.tax),
    total: text(sums.total),
  };
}

/** The earlier periods that have usage only now, with the terms they were billed on. */
async function earlierPeriods(
  tx: Queryable,
  of: { coverage: Coverage; profile: BillingProfile; moments: readonly Date[] },
): Promise<{ period: Period; rateCard: CardInForce | null }[]> {
  const found: { period: Period; rateCard: CardInForce | null }[] = [];
  for (const moment of of.moments) {
    const last = found.at(-1);
    if (last !== undefined && moment < last.period.endsAt) continue;
    found.push(await billedPeriod(tx, { ...of, moment }));
  }
  return found;
}

async function billedPeriod(
  tx: Queryable,
  { coverage, profile, moment }: { coverage: Coverage; profile: BillingProfile; moment: Date },
) {
  const { customer, period: own } = coverage;
  const billed = await invoiceAt(tx, customer, moment);
  if (billed !== null) {
    const period = { startsAt: billed.periodStart, endsAt: billed.periodEnd };
    return { period, rateCard: billed.rateCard };
  }
  const { startsAt, endsAt } = periodAt(profile, moment);
  const endMs = Math.min(endsAt.getTime(), own.startsAt.getTime());
  const period = { startsAt, endsAt: new Date(endMs) };
  const [rateCard = null] = await readCardsInForce(tx, [{ customer, at: startsAt }]);
  return { period, rateCard };
}

function inPeriod(line: RatedLine, period: Period, late: boolean): DraftLine {
  return { ...line, id: randomUUIDv7(), period, late };
}
