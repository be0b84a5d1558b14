import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { Permit, UserError } from '../../platform/graphql/index.ts';

@ObjectType({ description: 'Whose invoices they are, as an invoice says it.' })
@Permit('READ_INVOICES')
export class InvoiceSeller {
  @Field(() => String)
  name!: string;

  @Field(() => String)
  address!: string;

  @Field(() => String)
  email!: string;

  @Field(() => String)
  taxId!: string;

  @Field(() => String)
  paymentInstructions!: string;

  @Field(() => String)
  footer!: string;
}

@ObjectType({ description: 'Whose invoices they are from now on. Final invoices keep theirs.' })
@Permit('READ_INVOICES')
export class Seller extends InvoiceSeller {
  @Field(() => Int, { description: '0 until something was said.' })
  revision!: number;
}

@InputType()
export class SellerInput {
  @Field(() => String)
  name!: string;

  @Field(() => String, { defaultValue: '' })
  address!: string;

  @Field(() => String, { defaultValue: '' })
  email!: string;

  @Field(() => String, { defaultValue: '' })
  taxId!: string;

  @Field(() => String, { defaultValue: '' })
  paymentInstructions!: string;

  @Field(() => String, { defaultValue: '' })
  footer!: string;
}

@ObjectType()
@Permit('READ_INVOICES')
export class SetSellerPayload {
  @Field(() => Seller, { nullable: true })
  seller!: Seller | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}
