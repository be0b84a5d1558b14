import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import type { Absence as AbsenceName } from '../index.ts';
import { SpendEventStatus } from './spend-event-status.ts';

const Absence = {
  API_KEY: 'API_KEY',
  CUSTOMER: 'CUSTOMER',
  SERVICE_TIER: 'SERVICE_TIER',
  TAG: 'TAG',
  TEAM: 'TEAM',
  TIER: 'TIER',
  USER: 'USER',
} as const satisfies Record<AbsenceName, AbsenceName>;

registerEnumType(Absence, { name: 'Absence', description: 'What an event can be without.' });

@InputType({
  description:
    'Within one list any value matches; across lists all must match. Of tags and of without all must hold: several tags, and an event must carry all of them. An empty list filters nothing.',
})
export class UsageFilter {
  @Field(() => [String], { nullable: true })
  customers?: string[] | null;

  @Field(() => [String], { nullable: true })
  models?: string[] | null;

  @Field(() => [String], { nullable: true })
  providers?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Routes of the gateway, such as "chat.completions".',
  })
  endpoints?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Of the provider, such as "batch".' })
  serviceTiers?: string[] | null;

  @Field(() => [SpendEventStatus], { nullable: true })
  statuses?: SpendEventStatus[] | null;

  @Field(() => [ID], { nullable: true })
  apiKeys?: string[] | null;

  @Field(() => [ID], { nullable: true })
  teams?: string[] | null;

  @Field(() => [ID], { nullable: true })
  users?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Tiers that customers are on now.' })
  tiers?: string[] | null;

  @Field(() => [String], { nullable: true })
  tags?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'What stands before the first colon of a tag.',
  })
  tagKeys?: string[] | null;

  @Field(() => [Absence], {
    nullable: true,
    description: 'With none of these: what the row of a null key is made of.',
  })
  without?: AbsenceName[] | null;
}
