import {
  type Clock,
  err,
  formatDecimal,
  formatPico,
  ok,
  type Pico,
  toPico,
} from '../kernel/index.ts';
import { readSequence } from '../metering/index.ts';
import type { Pool } from '../platform/postgres/index.ts';
import { NO_USAGE, type PriceService } from '../pricing/index.ts';
import { type Period, periodAt } from './period.ts';
import type { Answer, Problem } from './problem.ts';
import { formatExact, formatQuantity } from './rating/exact.ts';
import type { LineKind, RatedLine } from './rating/line.ts';
import { parseRateCard } from './rating/parse-rate-card.ts';
import type { ModelUsage, RateCard } from './rating/rate-card.ts';
import { rateUsage } from './rating/rate-usage.ts';
import { RATE_SCALE, totalsOf } from './rating/totals.ts';
import { readCardsInForce, readProfile } from './sql/terms.ts';
import { type PeriodUsage, readUsage } from './sql/usage.ts';
import { termsOf } from './terms-of.ts';

/** So many calls of one model, all alike: the tokens are those of each. */
export type SampleUsage = Omit<ModelUsage, 'cost'>;

/** A line as it is shown: dollars and quantities as decimal text. */
interface PreviewedLine {
  readonly kind: LineKind;
  readonly description: string;
  readonly unit: string | null;
  readonly quantity: string | null;
  readonly unitPrice: string | null;
  readonly exact: string;
}

/** What usage comes to on a rate card that need not be stored. Dollars, before tax. */
export interface RateCardPreview {
  /** Null for a sample. */
  readonly period: (Period & { readonly timeZone: string }) | null;
  readonly lines: readonly PreviewedLine[];
  readonly calls: number;
  readonly unpricedCalls: number;
  readonly cost: Pico;
  /** Rounded once, as an invoice in dollars is. */
  readonly subtotal: string;
  /** The same usage on the card the customer is on; null for a sample. */
  readonly present: {
    readonly rateCard: string | null;
    readonly subtotal: string;
    /** What `subtotal` adds to it. */
    readonly difference: string;
  } | null;
}

/** What a call of a model costs now. */
export type PricesNow = Pick<PriceService, 'costNow'>;

const CENTS = 2;
const DOLLARS = { digits: CENTS, exchangeRate: 10n ** BigInt(RATE_SCALE) };
const MOST_CALLS = 10_000_000;
const MOST_TOKENS = 10_000_000;
const MOST_MODELS = 20;
const NOTHING: PeriodUsage = { usage: [], calls: 0, unpricedCalls: 0 };

/** Says what terms would come to before anybody is billed on them. Writes nothing. */
export class RateCardPreviews {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #prices: PricesNow;

  constructor(deps: { pool: Pool; clock: Clock; prices: PricesNow }) {
    this.#pool = deps.pool;
    this.#clock = deps.clock;
    this.#prices = deps.prices;
  }

  /** What a customer used in the billing period that `at` lies in; null: in the last that has ended. */
  async ofCustomer(
    json: unknown,
    { customer, at }: { customer: string; at: Date | null },
  ): Answer<RateCardPreview> {
    const terms = readTerms(json);
    if (!terms.ok) return terms;
    const profile = await readProfile(this.#pool, customer);
    const present = periodAt(profile, this.#clock.now());
    const period = periodAt(profile, at ?? new Date(present.startsAt.getTime() - 1));
    const untilSequence = await readSequence(this.#pool);
    const asked = { customer, period, untilSequence };
    const [used = NOTHING] = await readUsage(this.#pool, [asked]);
    const [inForce = null] = await readCardsInForce(this.#pool, [
      { customer, at: period.startsAt },
    ]);
    const preview = rated(terms.value, used);
    const before = subtotalOf(rateUsage(termsOf(inForce), used.usage));
    const difference = cents(preview.subtotal - before);
    return ok({
      ...preview,
      period: { ...period, timeZone: profile.timeZone },
      subtotal: cents(preview.subtotal),
      present: { rateCard: inForce?.name ?? null, subtotal: cents(before), difference },
    });
  }

  /** What calls that nobody has made would come to, at what they would cost now. */
  async ofSample(json: unknown, sample: readonly SampleUsage[]): Answer<RateCardPreview> {
    const terms = readTerms(json);
    const problems = [...(terms.ok ? [] : terms.error), ...checkSample(sample)];
    if (!terms.ok || problems.length > 0) return err(problems);
    const priced = sample.map((each) => this.#price(each));
    const preview = rated(terms.value, {
      usage: priced.map(({ usage }) => usage),
      calls: sample.reduce((sum, { calls }) => sum + calls, 0),
      unpricedCalls: priced.reduce((sum, { unpriced }) => sum + unpriced, 0),
    });
    return ok({ ...preview, period: null, subtotal: cents(preview.subtotal), present: null });
  }

  #price({ model, calls, ...tokens }: SampleUsage): { usage: ModelUsage; unpriced: number } {
    const cost = this.#prices.costNow(model, { ...NO_USAGE, ...tokens });
    const times = (count: number) => count * calls;
    return {
      usage: {
        model,
        calls,
        inputTokens: times(tokens.inputTokens),
        cachedInputTokens: times(tokens.cachedInputTokens),
        cacheWriteTokens: times(tokens.cacheWriteTokens),
        outputTokens: times(tokens.outputTokens),
        cost: toPico((cost ?? 0n) * BigInt(calls)),
      },
      unpriced: cost === null ? calls : 0,
    };
  }
}

function rated(card: RateCard, { usage, ...counts }: PeriodUsage) {
  const lines = rateUsage(card, usage);
  const cost = toPico(usage.reduce((sum, each) => sum + each.cost, 0n));
  return { ...counts, lines: lines.map(toShown), cost, subtotal: subtotalOf(lines) };
}

function toShown({ kind, description, unit, ...line }: RatedLine): PreviewedLine {
  return {
    ...{ kind, description, unit, exact: formatExact(line.exact) },
    quantity: line.quantity === null ? null : formatQuantity(line.quantity),
    unitPrice: line.unitPrice === null ? null : formatPico(line.unitPrice),
  };
}

function subtotalOf(lines: readonly RatedLine[]): bigint {
  return totalsOf(
    lines.map(({ exact }) => exact),
    DOLLARS,
    0n,
  ).subtotal;
}

function cents(units: bigint): string {
  return formatDecimal(units, CENTS);
}

function readTerms(json: unknown) {
  const terms = parseRateCard(json);
  if (terms.ok) return terms;
  const problems = terms.error.map(
    ({ message, path }): Problem => ({
      code: 'INVALID',
      message,
      path: ['terms', ...path],
    }),
  );
  return err(problems);
}

function checkSample(sample: readonly SampleUsage[]): Problem[] {
  if (sample.length < 1 || sample.length > MOST_MODELS)
    return [invalid(['sample'], `Give a customer, or a sample of 1 to ${MOST_MODELS} models`)];
  return sample.flatMap((each, i) => {
    const { calls, cachedInputTokens, cacheWriteTokens, inputTokens, outputTokens } = each;
    const tokens = { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens };
    const at = (name: string, message: string) => invalid(['sample', String(i), name], message);
    return [
      isCount(calls, MOST_CALLS) ? [] : [at('calls', 'Give a count from 0 to 10,000,000')],
      ...Object.entries(tokens).map(([name, count]) =>
        isCount(count, MOST_TOKENS) ? [] : [at(name, 'Give tokens from 0 to 10,000,000')],
      ),
      cachedInputTokens + cacheWriteTokens <= inputTokens
        ? []
        : [at('cachedInputTokens', 'Cached and written tokens are part of the input')],
    ].flat();
  });
}

function isCount(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most;
}

function invalid(path: readonly string[], message: string): Problem {
  return { code: 'INVALID', message, path };
}
