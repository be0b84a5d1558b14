import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { isWithin } from '../../platform/access/index.ts';
import { type GraphqlContext, Permit, reach } from '../../platform/graphql/index.ts';
import { SpendEvent } from '../../reporting/graphql/index.ts';
import type { Prepaid } from '../index.ts';
import { PrepaidWallet, toPrepaidWallet } from './credit-types.ts';

/** What is not billed yet is added up: for one event, not for a page of them. */
const COST = 100;

@Resolver(() => SpendEvent)
export class SpendEventWalletResolver {
  readonly #prepaid: Pick<Prepaid, 'wallet'>;
  readonly #read = (customers: readonly string[]) =>
    Promise.all(customers.map((customer) => this.#prepaid.wallet(customer)));

  constructor(prepaid: Pick<Prepaid, 'wallet'>) {
    this.#prepaid = prepaid;
  }

  @FieldResolver(() => PrepaidWallet, {
    nullable: true,
    complexity: ({ childComplexity }) => COST + childComplexity,
    description:
      'The credit that must pay for the call, beside its budgets, as it is now. Null where its customer is not prepaid.',
  })
  @Permit('READ_INVOICES', { own: true })
  async prepaidWallet(
    @Root() { customerExternalId: customer }: SpendEvent,
    @Ctx() context: GraphqlContext,
  ): Promise<PrepaidWallet | null> {
    if (customer === null || !isWithin(reach(context, 'READ_INVOICES'), { customer })) return null;
    const wallet = await context.loaders.load(this.#read, customer);
    return wallet.isPrepaid ? toPrepaidWallet(wallet) : null;
  }
}
