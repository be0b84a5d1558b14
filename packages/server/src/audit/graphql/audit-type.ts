import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType, DateTime, Json, Permit } from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import type { AuditEntry as AuditEntryFacts, AuditOutcome as AuditOutcomeName } from '../index.ts';

const AuditOutcome = {
  DONE: 'done',
  FAILED: 'failed',
  REFUSED: 'refused',
  UNKNOWN: 'unknown',
} as const;

registerEnumType(AuditOutcome, {
  name: 'AuditOutcome',
  description: 'UNKNOWN: the process died, or is still at it.',
});

const AuditActorKind = {
  MASTER_KEY: 'master_key',
  NOBODY: 'nobody',
  PORTAL: 'portal',
  TOKEN: 'token',
  USER: 'user',
} as const;

registerEnumType(AuditActorKind, { name: 'AuditActorKind' });

@ObjectType({ description: 'One mutation, and what came of it. Secrets are not in it.' })
@Permit('READ_AUDIT')
export class AuditEntry {
  @Field(() => ID)
  id!: string;

  @Field(() => DateTime)
  occurredAt!: Date;

  @Field(() => AuditActorKind)
  actorKind!: AuditEntryFacts['actorKind'];

  @Field(() => String)
  actorName!: string;

  @Field(() => String)
  address!: string;

  @Field(() => String, { nullable: true })
  userAgent!: string | null;

  @Field(() => String, {
    description: 'The name of the mutation; loginWithProvider is a login at the OpenID provider.',
  })
  operation!: string;

  @Field(() => ID, { nullable: true, description: 'What it was about, or what it made.' })
  targetId!: string | null;

  @Field(() => Json)
  arguments!: unknown;

  @Field(() => Json, { nullable: true, description: 'The target as it was.' })
  before!: unknown;

  @Field(() => Json, { nullable: true, description: 'What the mutation answered.' })
  after!: unknown;

  @Field(() => AuditOutcome)
  outcome!: AuditOutcomeName;

  @Field(() => Json)
  problems!: readonly unknown[];

  @Field(() => String, { description: 'As in the log and in internal errors.' })
  requestId!: string;
}

export const AuditEntryConnection = connectionType(AuditEntry, {
  name: 'AuditEntry',
  permission: 'READ_AUDIT',
});

@InputType()
export class AuditFilter {
  @Field(() => String, {
    nullable: true,
    description: 'Part of who, what, from where or with what.',
  })
  search?: string | null;

  @Field(() => [String], { nullable: true })
  operations?: string[] | null;

  @Field(() => [AuditOutcome], { nullable: true })
  outcomes?: AuditOutcomeName[] | null;

  @Field(() => ID, { nullable: true })
  targetId?: string | null;

  @Field(() => DateTime, { nullable: true })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Exclusive.' })
  to?: Date | null;
}

export function toAuditEntry({ createdAt, ...entry }: AuditEntryFacts): AuditEntry {
  return { ...entry, id: encodeId('AuditEntry', entry.id), occurredAt: createdAt };
}
