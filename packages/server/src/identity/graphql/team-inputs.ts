import { Field, InputType, ObjectType } from 'type-graphql';
import { MetadataEntryInput, Permit, UserError } from '../../platform/graphql/index.ts';
import { Team } from './team-type.ts';

@InputType()
export class CreateTeamInput {
  @Field(() => String)
  name!: string;

  @Field(() => [MetadataEntryInput], { defaultValue: [] })
  metadata!: MetadataEntryInput[];
}

@InputType({ description: 'What is left out stays as it is.' })
export class UpdateTeamInput {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => [MetadataEntryInput], { nullable: true })
  metadata?: MetadataEntryInput[] | null;
}

@ObjectType()
@Permit('MANAGE_TEAMS')
export class TeamPayload {
  @Field(() => Team, { nullable: true })
  team!: Team | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}
