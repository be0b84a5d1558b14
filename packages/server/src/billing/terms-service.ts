import { createHash, randomUUIDv7 } from 'node:crypto';
import { findTimeZone } from '../budgets/index.ts';
import { once } from '../identity/index.ts';
import {
  assert,
  type Clock,
  err,
  idempotencyKeyProblem,
  isPlainText,
  ok,
  parseDecimal,
  USED_IDEMPOTENCY_KEY,
} from '../kernel/index.ts';
import type { Pool, Queryable } from '../platform/postgres/index.ts';
import { answer } from './guards.ts';
import { type Answer, type Problem, Refusal } from './problem.ts';
import type { BillingProfile } from './profile.ts';
import { PERCENT_SCALE } from './rating/exact.ts';
import { parseRateCard } from './rating/parse-rate-card.ts';
import { RATE_SCALE } from './rating/totals.ts';
import type { Seller, SellerSettings } from './seller.ts';
import { readSeller, writeSeller } from './sql/seller.ts';
import {
  findRateCard,
  knowsTimeZone,
  listRateCards,
  type RateCardRow,
  readProfile,
  writeProfile,
} from './sql/terms.ts';

const LONGEST_NAME = 120;
const LONGEST_TEXT = 1_000;
const HUNDRED = 100n * 10n ** BigInt(PERCENT_SCALE);

export interface RateCardRequest {
  readonly name: string;
  /** From when on; null: since ever. */
  readonly effectiveFrom: Date | null;
  readonly terms: unknown;
  readonly isDefault: boolean;
}

/** On which terms customers are billed. */
export class BillingTerms {
  readonly #pool: Pool;
  readonly #clock: Clock;

  constructor(deps: { pool: Pool; clock: Clock }) {
    this.#pool = deps.pool;
    this.#clock = deps.clock;
  }

  profile(customer: string): Promise<BillingProfile> {
    return readProfile(this.#pool, customer);
  }

  /** `profile.revision` is the one that was looked at: 0 where there was none. */
  async setProfile(profile: BillingProfile, by: string): Answer<BillingProfile> {
    const problems = checkProfile(profile);
    if (problems.length > 0) return err(problems);
    const timeZone = findTimeZone(profile.timeZone) ?? profile.timeZone;
    if (!(await knowsTimeZone(this.#pool, timeZone))) return err([NO_TIME_ZONE]);
    const at = this.#clock.now();
    if (!(await writeProfile(this.#pool, { ...profile, timeZone }, { at, by })))
      return err([STALE]);
    return ok(await readProfile(this.#pool, profile.customer));
  }

  seller(): Promise<SellerSettings> {
    return readSeller(this.#pool);
  }

  /** `seller.revision` is the one that was looked at: 0 where there was none. */
  async setSeller(seller: SellerSettings, by: string): Answer<SellerSettings> {
    const problems = checkSeller(seller);
    if (problems.length > 0) return err(problems);
    const at = this.#clock.now();
    if (!(await writeSeller(this.#pool, seller, { at, by }))) return err([STALE]);
    return ok(await readSeller(this.#pool));
  }

  rateCard(name: string): Promise<RateCardRow | null> {
    return findRateCard(this.#pool, name);
  }

  rateCards(page: { after: string | null; limit: number }): Promise<RateCardRow[]> {
    return listRateCards(this.#pool, page);
  }

  /** New terms of the card of that name, which is made when there is none. Terms are never edited. */
  async setRateCard(
    request: RateCardRequest,
    { by, idempotencyKey }: { by: string; idempotencyKey: string },
  ): Answer<RateCardRow> {
    const terms = parseRateCard(request.terms);
    const problems: Problem[] = terms.ok
      ? []
      : terms.error.map(({ message, path }) => ({
          code: 'INVALID',
          message,
          path: ['terms', ...path],
        }));
    if (!isPlainText(request.name, LONGEST_NAME))
      problems.push(invalid('name', '1 to 120 characters'));
    const badKey = idempotencyKeyProblem(idempotencyKey);
    if (badKey !== null) problems.push(badKey);
    if (problems.length > 0) return err(problems);
    const at = this.#clock.now();
    const digest = createHash('sha256').update(JSON.stringify(request)).digest();
    const key = { operation: 'setRateCard', key: idempotencyKey, digest, id: randomUUIDv7(), at };
    const done = await answer(() =>
      once(this.#pool, key, (tx) => writeCard(tx, request, { ...key, by })),
    );
    if (!done.ok) return done;
    if (done.value.kind === 'conflict') return err([USED_IDEMPOTENCY_KEY]);
    const card = await findRateCard(this.#pool, request.name);
    assert(card !== null, 'a rate card was written and is not there');
    return ok(card);
  }

  /** Puts a customer or a tier on a card; null takes it off. */
  async assignRateCard(
    kind: 'CUSTOMER' | 'TIER',
    subject: string,
    name: string | null,
  ): Answer<true> {
    if (!isPlainText(subject, 256)) return err([invalid('subject', '1 to 256 characters')]);
    if (name === null) {
      await this.#pool.query('delete from rate_card_assignment where kind = $1 and subject = $2', [
        kind,
        subject,
      ]);
      return ok(true);
    }
    const { rowCount } = !isPlainText(name, LONGEST_NAME)
      ? { rowCount: 0 }
      : await this.#pool.query(
          `insert into rate_card_assignment (kind, subject, rate_card_id)
       select $1, $2, id from rate_card where name = $3
       on conflict (kind, subject) do update set rate_card_id = excluded.rate_card_id`,
          [kind, subject, name],
        );
    if (rowCount === 1) return ok(true);
    return err([{ code: 'NOT_FOUND', message: 'There is no such rate card', path: ['rateCard'] }]);
  }
}

const NO_TIME_ZONE = invalid('timeZone', 'a time zone such as Europe/Berlin');

const STALE: Problem = {
  code: 'CONFLICT',
  message: 'This was changed meanwhile; look at it again',
  path: ['expectedRevision'],
};

async function writeCard(
  tx: Queryable,
  { name, effectiveFrom, terms, isDefault }: RateCardRequest,
  { id, at, by }: { id: string; at: Date; by: string },
): Promise<void> {
  // One at a time: two that become the default would each leave the other one so.
  await tx.query('lock table rate_card in share row exclusive mode');
  if (isDefault) await tx.query('update rate_card set is_default = false where name <> $1', [name]);
  const { rows } = await tx.query<{ id: string }>(
    `insert into rate_card as known (id, name, is_default, created_at) values ($1, $2, $3, $4)
     on conflict (name) do update set is_default = known.is_default or excluded.is_default
     returning id`,
    [randomUUIDv7(), name, isDefault, at],
  );
  const { rowCount } = await tx.query(
    `insert into rate_card_version (id, rate_card_id, effective_from, terms, created_at, created_by)
     values ($1, $2, $3, $4, $5, $6) on conflict (rate_card_id, effective_from) do nothing`,
    [id, rows[0]?.id, effectiveFrom ?? new Date(0), JSON.stringify(terms), at, by],
  );
  if (rowCount === 1) return;
  const message = 'This card has terms from that instant on already';
  throw new Refusal('CONFLICT', message, ['effectiveFrom']);
}

function checkSeller(seller: Seller): Problem[] {
  const texts = ['address', 'email', 'taxId', 'paymentInstructions', 'footer'] as const;
  const wrong = texts.filter((name) => !isShortText(seller[name]));
  return [
    ...(isPlainText(seller.name, LONGEST_NAME) ? [] : [invalid('name', '1 to 120 characters')]),
    ...wrong.map((name) => invalid(name, `at most ${LONGEST_TEXT} characters`)),
  ];
}

function checkProfile(profile: BillingProfile): Problem[] {
  const texts = ['name', 'email', 'address', 'taxId', 'purchaseOrder'] as const;
  const percent = parseDecimal(profile.taxPercent, PERCENT_SCALE);
  const rate = parseDecimal(profile.exchangeRate, RATE_SCALE);
  const checks: (Problem | false)[] = [
    !isPlainText(profile.customer, 256) && invalid('customer', '1 to 256 characters'),
    ...texts.map(
      (name) => !isShortText(profile[name]) && invalid(name, `at most ${LONGEST_TEXT} characters`),
    ),
    !(percent !== null && percent >= 0n && percent <= HUNDRED) &&
      invalid('taxPercent', 'a per cent from 0 to 100 with at most 4 decimals'),
    !(rate !== null && rate > 0n && rate < 10n ** 20n) &&
      invalid('exchangeRate', 'a rate above 0 with at most 10 decimals'),
    !isCurrency(profile.currency) && invalid('currency', 'a currency code such as EUR'),
    profile.currency === 'USD' &&
      rate !== 10n ** BigInt(RATE_SCALE) &&
      invalid('exchangeRate', '1 for dollars'),
    findTimeZone(profile.timeZone) === null && NO_TIME_ZONE,
    !isWithin(profile.anchorDay, 1, 31) && invalid('anchorDay', 'a day from 1 to 31'),
    !isWithin(profile.paymentDays, 0, 365) && invalid('paymentDays', 'from 0 to 365 days'),
    Object.entries(profile.metadata).length > 50 && invalid('metadata', 'at most 50 entries'),
    !Object.entries(profile.metadata).every(
      ([key, value]) => isPlainText(key, 120) && isShortText(value),
    ) && invalid('metadata', 'names of 1 to 120 and values of at most 1,000 characters'),
  ];
  return checks.filter((check) => check !== false);
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** An address has lines. */
function isShortText(text: string): boolean {
  return text === '' || isPlainText(text.replaceAll('\n', ' '), LONGEST_TEXT);
}

function isCurrency(code: string): boolean {
  return Intl.supportedValuesOf('currency').includes(code);
}

function invalid(name: string, what: string): Problem {
  return { code: 'INVALID', message: `Give ${what}`, path: [name] };
}
