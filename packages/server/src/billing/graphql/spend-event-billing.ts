import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { Reach } from '../../platform/access/index.ts';
import { type GraphqlContext, may, Permit, reach } from '../../platform/graphql/index.ts';
import { SpendEvent } from '../../reporting/graphql/index.ts';
import { type BilledKey, type Billing, shownLine } from '../index.ts';
import { Invoice, InvoiceLine, toInvoice, toLine } from './invoice-types.ts';

@ObjectType({ description: 'Where a call is billed.' })
@Permit('READ_INVOICES')
export class SpendEventBilling {
  @Field(() => Invoice)
  invoice!: Invoice;

  @Field(() => [InvoiceLine], {
    description: 'Its lines that the usage of this model in this period is in.',
  })
  lines!: readonly InvoiceLine[];
}

interface Asked {
  readonly key: BilledKey;
  readonly reach: Reach;
}

@Resolver(() => SpendEvent)
export class SpendEventBillingResolver {
  readonly #billedOn: Billing['billedOn'];
  readonly #read = async (asked: readonly Asked[]) => {
    const [first] = asked;
    if (first === undefined) return [];
    return this.#billedOn(
      asked.map(({ key }) => key),
      first.reach,
    );
  };

  constructor(billedOn: Billing['billedOn']) {
    this.#billedOn = billedOn;
  }

  @FieldResolver(() => SpendEventBilling, {
    nullable: true,
    description: 'Null while no invoice, drafts included, bills it.',
  })
  @Permit('READ_INVOICES', { own: true })
  async billing(
    @Root() event: SpendEvent,
    @Ctx() context: GraphqlContext,
  ): Promise<SpendEventBilling | null> {
    const asked: Asked = { key: event, reach: reach(context, 'READ_INVOICES') };
    const billed = await context.loaders.load(this.#read, asked, () => event.id);
    if (billed === null) return null;
    const invoice = toInvoice(billed.invoice);
    const internals = may(context, 'READ_INTERNALS');
    const lines = billed.lines.map((line) => toLine(shownLine(line, { internals }), invoice));
    return { invoice, lines };
  }
}
