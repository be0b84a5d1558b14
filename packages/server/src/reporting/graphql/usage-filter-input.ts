import { Field, ID, InputType } from 'type-graphql';

@InputType({
  description:
    'Within one list any value matches; across lists all must match. Several tags: an event must carry all of them. An empty list filters nothing.',
})
export class UsageFilter {
  @Field(() => [String], { nullable: true })
  customers?: string[] | null;

  @Field(() => [String], { nullable: true })
  models?: string[] | null;

  @Field(() => [ID], { nullable: true })
  apiKeys?: string[] | null;

  @Field(() => [ID], { nullable: true })
  teams?: string[] | null;

  @Field(() => [ID], { nullable: true })
  users?: string[] | null;

  @Field(() => [String], { nullable: true })
  tags?: string[] | null;
}
