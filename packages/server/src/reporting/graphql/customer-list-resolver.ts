import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { Customer, toCustomer } from '../../customers/graphql/index.ts';
import {
  connectionOf,
  type GraphqlContext,
  orBadInput,
  Permit,
  pageSize,
  reach,
} from '../../platform/graphql/index.ts';
import {
  type CustomerOrder as CustomerOrderName,
  countCustomers,
  type Range,
  type Reporting,
  rangeText,
  readCustomerPosition,
  readCustomers,
  writeCustomerPosition,
} from '../index.ts';
import { CustomerConnection, CustomerOrder } from './customer-list-types.ts';
import { RangeInput } from './range-types.ts';
import { Totals, toTotals } from './totals-type.ts';

@Resolver(() => Customer)
export class CustomerListResolver {
  readonly #reporting: Reporting;

  constructor(reporting: Reporting) {
    this.#reporting = reporting;
  }

  @Query(() => CustomerConnection, {
    description: 'The range decides what SPEND_DESC orders by; without one it is all time.',
  })
  @Permit('READ_SPEND', { own: true })
  async customers(
    @Ctx() context: GraphqlContext,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('orderBy', () => CustomerOrder, { defaultValue: CustomerOrder.SPEND_DESC })
    orderBy: CustomerOrderName,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('search', () => String, { nullable: true }) searchText?: string | null,
    @Arg('range', () => RangeInput, { nullable: true }) rangeInput?: RangeInput | null,
  ): Promise<CustomerConnection> {
    const limit = pageSize(first);
    const position = after == null ? null : orBadInput(readCustomerPosition(orderBy, after));
    const search = searchText?.replaceAll('\0', '').trim() ?? '';
    const query = {
      range: this.#resolve(rangeInput),
      search,
      orderBy,
      reach: reach(context, 'READ_SPEND'),
    };
    const { found, totalCount } = await this.#reporting.snapshot(async (db) => {
      const totalCount = await countCustomers(db, query);
      const page = { limit, after: position, many: totalCount.capped };
      return { found: await readCustomers(db, query, page), totalCount };
    });
    const items = found.slice(0, limit).map((listed) => ({
      node: toCustomer(listed.customer),
      cursor: writeCustomerPosition(orderBy, listed.position),
    }));
    return { ...connectionOf({ items, hasNextPage: found.length > limit }), totalCount };
  }

  @FieldResolver(() => Totals, { description: 'Of all time without a range.' })
  @Permit('READ_SPEND', { own: true })
  async totals(
    @Root() { externalId }: Customer,
    @Ctx() context: GraphqlContext,
    @Arg('range', () => RangeInput, { nullable: true }) rangeInput?: RangeInput | null,
  ): Promise<Totals> {
    const range = this.#resolve(rangeInput);
    const totals = await context.loaders.load(
      this.#reporting.customerTotals,
      { id: externalId, range, reach: reach(context, 'READ_SPEND') },
      (key) => `${rangeText(key.range)} ${key.id}`,
    );
    return toTotals(totals);
  }

  #resolve(range: RangeInput | null | undefined): Range | null {
    return range == null ? null : orBadInput(this.#reporting.resolveRange(range));
  }
}
