import { Field, ObjectType } from 'type-graphql';
import { CURRENCY } from '../../kernel/index.ts';
import { Permit } from './permit.ts';
import { Decimal } from './scalars.ts';

@ObjectType()
@Permit('SIGNED_IN')
export class Money {
  @Field(() => Decimal)
  amount!: string;

  @Field(() => String)
  currency!: string;
}

export function money(amount: string): Money {
  return { amount, currency: CURRENCY };
}
