import { Field, ObjectType, Query, Resolver } from 'type-graphql';
import { DateTime, Decimal, Permit } from '../../platform/graphql/index.ts';

@ObjectType()
@Permit('READ_SPEND')
export class ReconciliationCheck {
  @Field(() => String)
  name!: string;

  @Field(() => Decimal)
  left!: string;

  @Field(() => Decimal)
  right!: string;

  @Field(() => Decimal)
  difference!: string;

  @Field(() => Boolean)
  ok!: boolean;
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

  @Query(() => Reconciliation, { complexity: COST })
  @Permit('READ_SPEND')
  reconciliation(): Promise<Reconciliation> {
    return this.#reconcile();
  }
}
