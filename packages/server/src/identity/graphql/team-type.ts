import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  connectionType,
  DateTime,
  MetadataEntry,
  Node,
  Permit,
  toMetadataEntries,
} from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import type { Team as TeamFacts, TeamRole as TeamRoleName } from '../index.ts';
import { User } from './user-type.ts';

export const TeamRole = {
  ADMIN: 'ADMIN',
  MEMBER: 'MEMBER',
} as const satisfies Record<TeamRoleName, TeamRoleName>;

registerEnumType(TeamRole, {
  name: 'TeamRole',
  description: "An ADMIN manages the team's keys and members, and sees its spend.",
});

@ObjectType({ implements: Node })
@Permit('READ_INTERNALS')
export class Team implements Node {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => [MetadataEntry])
  metadata!: MetadataEntry[];

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true })
  blockedAt!: Date | null;

  @Field(() => DateTime, { nullable: true })
  archivedAt!: Date | null;

  @Field(() => Int, { description: 'Give it as expectedRevision when you change the team.' })
  revision!: number;

  uuid!: string;
}

export const TeamConnection = connectionType(Team, { name: 'Team', permission: 'READ_PEOPLE' });

@ObjectType({ description: 'A user in a team.' })
@Permit('READ_PEOPLE')
export class Membership {
  @Field(() => Team)
  team!: Team;

  @Field(() => User)
  user!: User;

  @Field(() => TeamRole)
  role!: TeamRoleName;

  @Field(() => DateTime)
  addedAt!: Date;
}

export const MembershipConnection = connectionType(Membership, {
  name: 'Membership',
  permission: 'READ_PEOPLE',
});

export const TEAM_ID = 'Team';

export function toTeam(team: TeamFacts): Team {
  return {
    ...team,
    id: encodeId(TEAM_ID, team.id),
    uuid: team.id,
    metadata: toMetadataEntries(team.metadata),
  };
}
