import type { Queryable } from '../../platform/postgres/index.ts';
import type { Schedule } from '../period.ts';
import { type BillingProfile, defaultProfile } from '../profile.ts';

/** The terms a customer is on at an instant: the customer's own card, the tier's, or the default one. */
export interface CardInForce {
  readonly name: string;
  readonly versionId: string;
  readonly effectiveFrom: string;
  readonly terms: unknown;
}

const PROFILE = `customer_external_id as customer, name, email, address, tax_id as "taxId",
  trim_scale(tax_percent)::text as "taxPercent", currency,
  trim_scale(exchange_rate)::text as "exchangeRate", time_zone as "timeZone", cadence,
  anchor_day as "anchorDay", payment_days as "paymentDays", purchase_order as "purchaseOrder",
  metadata, revision`;

export async function readProfile(db: Queryable, customer: string): Promise<BillingProfile> {
  const [profile] = await readProfiles(db, [customer]);
  return profile ?? defaultProfile(customer);
}

/** In the order of the customers. */
export async function readProfiles(
  db: Queryable,
  customers: readonly string[],
): Promise<BillingProfile[]> {
  const { rows } = await db.query<BillingProfile>(
    `select ${PROFILE} from billing_profile where customer_external_id = any($1)`,
    [customers],
  );
  const found = new Map(rows.map((profile) => [profile.customer, profile]));
  return customers.map((customer) => found.get(customer) ?? defaultProfile(customer));
}

/** Lists of invoices reckon in it by SQL, and a database may lack old names that are known here. */
export async function knowsTimeZone(db: Queryable, timeZone: string): Promise<boolean> {
  const { rows } = await db.query('select from pg_timezone_names where lower(name) = lower($1)', [
    timeZone,
  ]);
  return rows.length > 0;
}

/** When periods of customers end: each way once, that of customers without a profile first. */
export async function readSchedules(db: Queryable): Promise<Schedule[]> {
  const { rows } = await db.query<Schedule>(
    `select distinct p.cadence, p.anchor_day as "anchorDay", p.time_zone as "timeZone" from billing_profile p
     where not exists (select from test_clock_customer t where t.customer_external_id = p.customer_external_id)`,
  );
  return [defaultProfile(''), ...rows];
}

/** False when it is no longer at the revision that `profile` was made from. */
export async function writeProfile(
  db: Queryable,
  profile: BillingProfile,
  { at, by }: { at: Date; by: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into billing_profile as known (customer_external_id, name, email, address, tax_id, tax_percent,
       currency, exchange_rate, time_zone, cadence, anchor_day, payment_days, purchase_order, metadata,
       updated_at, updated_by)
     select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16
     where $17 = 0 or exists (select from billing_profile where customer_external_id = $1)
     on conflict (customer_external_id) do update set
       name = excluded.name, email = excluded.email, address = excluded.address,
       tax_id = excluded.tax_id, tax_percent = excluded.tax_percent, currency = excluded.currency,
       exchange_rate = excluded.exchange_rate, time_zone = excluded.time_zone,
       cadence = excluded.cadence, anchor_day = excluded.anchor_day,
       payment_days = excluded.payment_days, purchase_order = excluded.purchase_order,
       metadata = excluded.metadata, updated_at = excluded.updated_at,
       updated_by = excluded.updated_by, revision = known.revision + 1
     where known.revision = $17`,
    [
      profile.customer,
      profile.name,
      profile.email,
      profile.address,
      profile.taxId,
      profile.taxPercent,
      profile.currency,
      profile.exchangeRate,
      profile.timeZone,
      profile.cadence,
      profile.anchorDay,
      profile.paymentDays,
      profile.purchaseOrder,
      JSON.stringify(profile.metadata),
      at,
      by,
      profile.revision,
    ],
  );
  return rowCount === 1;
}

/** One answer for each question, null for whoever is on no card. */
export async function readCardsInForce(
  db: Queryable,
  questions: readonly { readonly customer: string; readonly at: Date }[],
): Promise<(CardInForce | null)[]> {
  const { rows } = await db.query<CardInForce & { readonly asked: number }>(
    `select q.asked, version.*
     from unnest($1::text[], $2::timestamptz[]) with ordinality as q (customer, at, asked)
       cross join lateral (
         select card.name, v.id as "versionId", v.effective_from::text as "effectiveFrom", v.terms
         from rate_card card join rate_card_version v on v.rate_card_id = card.id
         where v.effective_from <= q.at and card.id = coalesce(
           (select rate_card_id from rate_card_assignment where kind = 'CUSTOMER' and subject = q.customer),
           (select rate_card_id from rate_card_assignment where kind = 'TIER' and subject = coalesce(
             (select tier_id from customer_tier where customer_external_id = q.customer),
             (select id from tier where is_default))::text),
           (select id from rate_card where is_default))
         order by v.effective_from desc limit 1) as version`,
    [questions.map(({ customer }) => customer), questions.map(({ at }) => at)],
  );
  const found = new Map(rows.map(({ asked, ...card }) => [asked, card]));
  return questions.map((_, i) => found.get(i + 1) ?? null);
}

export interface RateCardRow {
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
  /** Latest first. */
  readonly versions: readonly {
    readonly id: string;
    readonly effectiveFrom: string;
    readonly terms: unknown;
    readonly createdBy: string;
  }[];
  /** External ids of customers, and ids of tiers. */
  readonly assignments: readonly { readonly kind: 'CUSTOMER' | 'TIER'; readonly subject: string }[];
}

const RATE_CARD = `card.id, card.name, card.is_default as "isDefault",
  (select coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'effectiveFrom', v.effective_from,
     'terms', v.terms, 'createdBy', v.created_by) order by v.effective_from desc), '[]')
   from rate_card_version v where v.rate_card_id = card.id) as versions,
  (select coalesce(jsonb_agg(jsonb_build_object('kind', a.kind, 'subject', a.subject)
     order by a.kind, a.subject), '[]')
   from rate_card_assignment a where a.rate_card_id = card.id) as assignments`;

/** In order of name; after a name. */
export async function listRateCards(
  db: Queryable,
  page: { readonly after: string | null; readonly limit: number },
): Promise<RateCardRow[]> {
  const { rows } = await db.query<RateCardRow>(
    `select ${RATE_CARD} from rate_card card
     where $1::text is null or card.name collate "C" > $1
     order by card.name collate "C" limit $2`,
    [page.after, page.limit],
  );
  return rows;
}

export async function findRateCard(db: Queryable, name: string): Promise<RateCardRow | null> {
  const { rows } = await db.query<RateCardRow>(
    `select ${RATE_CARD} from rate_card card where card.name = $1`,
    [name],
  );
  return rows[0] ?? null;
}
