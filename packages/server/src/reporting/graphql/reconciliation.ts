import { Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { DateTime, Decimal, Permit } from '../../platform/graphql/index.ts';

@ObjectType({ description: 'One part of a sum whose two sides differ.' })
@Permit('READ_SPEND')
export class ReconciliationPlace {
  @Field(() => String, { description: 'Which part, such as "customer acme, 2026-03-01".' })
  where!: string;

  @Field(() => Decimal)
  left!: string;

  @Field(() => Decimal)
  right!: string;

  @Field(() => Decimal, { description: 'left - right.' })
  difference!: string;
}

@ObjectType({ description: 'Two ways to the same sum.' })
@Permit('READ_SPEND')
export class ReconciliationCheck {
  @Field(() => String, { description: 'What the two sides are, such as "events = rollups".' })
  name!: string;

  @Field(() => String, { description: 'What is added up, such as "charge".' })
  measure!: string;

  @Field(() => Decimal)
  left!: string;

  @Field(() => Decimal)
  right!: string;

  @Field(() => Decimal, { description: 'left - right.' })
  difference!: string;

  @Field(() => Boolean, {
    description: 'Each part agrees: sums can be equal while two parts are swapped.',
  })
  ok!: boolean;

  @Field(() => Int, { description: 'How many parts differ.' })
  differing!: number;

  @Field(() => [ReconciliationPlace], { description: 'Those that differ most, at most 20.' })
  places!: readonly ReconciliationPlace[];
}

@ObjectType()
@Permit('READ_SPEND')
export class Reconciliation {
  @Field(() => Boolean)
  ok!: boolean;

  @Field(() => DateTime)
  at!: Date;

  @Field(() => [ReconciliationCheck])
  checks!: readonly ReconciliationCheck[];
}

/** Recounting reads the whole record: it costs as much as anything here may. */
const COST = 1_000;

@Resolver()
export class ReconciliationResolver {
  readonly #reconcile: () => Promise<Reconciliation>;

  constructor(reconcile: () => Promise<Reconciliation>) {
    this.#reconcile = reconcile;
  }

  @Query(() => Reconciliation, {
    complexity: COST,
    description:
      'Recounts the record of spend and compares it with rollups, totals of customers, counts of budgets and invoices.',
  })
  @Permit('READ_SPEND')
  reconciliation(): Promise<Reconciliation> {
    return this.#reconcile();
  }
}
