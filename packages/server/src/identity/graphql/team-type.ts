import { Field, ID, ObjectType } from 'type-graphql';
import { DateTime, Permit } from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import type { Team as TeamFacts } from '../index.ts';

@ObjectType()
@Permit('READ_SPEND')
export class Team {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true })
  blockedAt!: Date | null;

  @Field(() => DateTime, { nullable: true })
  archivedAt!: Date | null;
}

export const TEAM_ID = 'Team';

export function toTeam({ id, name, createdAt, blockedAt, archivedAt }: TeamFacts): Team {
  return { id: encodeId(TEAM_ID, id), name, createdAt, blockedAt, archivedAt };
}
