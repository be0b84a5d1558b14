import { Arg, Ctx, Int, Mutation, Query, Resolver } from 'type-graphql';
import { callerName, type GraphqlContext, Permit } from '../../platform/graphql/index.ts';
import type { BillingTerms } from '../index.ts';
import { Seller, SellerInput, SetSellerPayload } from './seller-types.ts';

@Resolver()
export class SellerResolver {
  readonly #terms: BillingTerms;

  constructor(terms: BillingTerms) {
    this.#terms = terms;
  }

  @Query(() => Seller)
  @Permit('READ_INVOICES', { own: true })
  seller(): Promise<Seller> {
    return this.#terms.seller();
  }

  @Mutation(() => SetSellerPayload, {
    description:
      'Says whose invoices they are. A CONFLICT when it is no longer at expectedRevision.',
  })
  @Permit('MANAGE_INVOICES')
  async setSeller(
    @Arg('expectedRevision', () => Int) revision: number,
    @Arg('input', () => SellerInput) input: SellerInput,
    @Ctx() context: GraphqlContext,
  ): Promise<SetSellerPayload> {
    const set = await this.#terms.setSeller({ ...input, revision }, callerName(context));
    return set.ok ? { seller: set.value, userErrors: [] } : { seller: null, userErrors: set.error };
  }
}
