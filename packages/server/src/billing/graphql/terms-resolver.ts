import { Arg, Ctx, Int, Mutation, Query, Resolver } from 'type-graphql';
import { isWithin } from '../../platform/access/index.ts';
import {
  badUserInput,
  callerName,
  connectionOf,
  type GraphqlContext,
  Permit,
  pageSize,
  reach,
  readMetadata,
} from '../../platform/graphql/index.ts';
import { decodeCursor, decodeUuid, encodeCursor } from '../../platform/opaque/index.ts';
import type { BillingTerms } from '../index.ts';
import {
  AssignRateCardPayload,
  BillingProfile,
  BillingProfileInput,
  RateCard,
  RateCardConnection,
  RateCardInput,
  RateCardSubject,
  SetBillingProfilePayload,
  SetRateCardPayload,
  TIER_ID,
  toProfile,
  toRateCard,
} from './terms-types.ts';

@Resolver()
export class BillingTermsResolver {
  readonly #terms: BillingTerms;

  constructor(terms: BillingTerms) {
    this.#terms = terms;
  }

  @Query(() => BillingProfile, { nullable: true })
  @Permit('READ_INVOICES', { own: true })
  async billingProfile(
    @Arg('customer', () => String) customer: string,
    @Ctx() context: GraphqlContext,
  ): Promise<BillingProfile | null> {
    if (!isWithin(reach(context, 'READ_INVOICES'), { customer })) return null;
    return toProfile(await this.#terms.profile(customer.replaceAll('\0', '')));
  }

  @Query(() => RateCardConnection, { description: 'In order of name.' })
  @Permit('READ_PRICES')
  async rateCards(
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<RateCardConnection> {
    const limit = pageSize(first);
    const name = after == null ? null : readName(after);
    const found = await this.#terms.rateCards({ after: name, limit: limit + 1 });
    const items = found
      .slice(0, limit)
      .map((card) => ({ node: toRateCard(card), cursor: encodeCursor([card.name]) }));
    return connectionOf({ items, hasNextPage: found.length > limit });
  }

  @Query(() => RateCard, { nullable: true })
  @Permit('READ_PRICES')
  async rateCard(@Arg('name', () => String) name: string): Promise<RateCard | null> {
    const found = await this.#terms.rateCard(name.replaceAll('\0', ''));
    return found && toRateCard(found);
  }

  @Mutation(() => SetBillingProfilePayload, {
    description: 'A CONFLICT when it is no longer at expectedRevision. Final invoices keep theirs.',
  })
  @Permit('MANAGE_INVOICES')
  async setBillingProfile(
    @Arg('customer', () => String) customer: string,
    @Arg('expectedRevision', () => Int) revision: number,
    @Arg('input', () => BillingProfileInput) input: BillingProfileInput,
    @Ctx() context: GraphqlContext,
  ): Promise<SetBillingProfilePayload> {
    const metadata = readMetadata(input.metadata);
    const profile = { ...input, metadata, customer, revision };
    const set = await this.#terms.setProfile(profile, callerName(context));
    if (!set.ok) return { billingProfile: null, userErrors: set.error };
    return { billingProfile: toProfile(set.value), userErrors: [] };
  }

  @Mutation(() => SetRateCardPayload, {
    description: 'New terms of the card of that name, which is made when there is none.',
  })
  @Permit('MANAGE_PRICES')
  async setRateCard(
    @Arg('input', () => RateCardInput) input: RateCardInput,
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Ctx() context: GraphqlContext,
  ): Promise<SetRateCardPayload> {
    const request = { ...input, effectiveFrom: input.effectiveFrom ?? null };
    const set = await this.#terms.setRateCard(request, { by: callerName(context), idempotencyKey });
    if (!set.ok) return { rateCard: null, userErrors: set.error };
    return { rateCard: toRateCard(set.value), userErrors: [] };
  }

  @Mutation(() => AssignRateCardPayload, {
    description: 'A customer’s own card goes before that of its tier, and both before the default.',
  })
  @Permit('MANAGE_PRICES')
  async assignRateCard(
    @Arg('kind', () => RateCardSubject) kind: RateCardSubject,
    @Arg('subject', () => String) subject: string,
    @Arg('rateCard', () => String, { nullable: true }) rateCard?: string | null,
  ): Promise<AssignRateCardPayload> {
    const stored = kind === 'TIER' ? decodeUuid(TIER_ID, subject) : subject;
    if (stored === null) return { assigned: false, userErrors: [NO_SUCH_TIER] };
    const done = await this.#terms.assignRateCard(kind, stored, rateCard ?? null);
    return { assigned: done.ok, userErrors: done.ok ? [] : done.error };
  }
}

const NO_SUCH_TIER = {
  code: 'NOT_FOUND',
  message: 'There is no such tier',
  path: ['subject'],
} as const;

function readName(cursor: string): string {
  const [name] = decodeCursor(cursor, 1) ?? [];
  if (typeof name === 'string' && !name.includes('\0')) return name;
  throw badUserInput('after is not a cursor of this list');
}
