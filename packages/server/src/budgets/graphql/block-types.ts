import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, PageInfo, Permit, UserError } from '../../platform/graphql/index.ts';
import { decodeUuid, encodeId } from '../../platform/opaque/index.ts';
import type { Block as BlockFacts, BlockKind, BlockRecord } from '../index.ts';

export const BlockedSubject = {
  CUSTOMER: 'customer',
  API_KEY: 'apiKeyId',
  USER: 'userId',
  TEAM: 'teamId',
} as const;

registerEnumType(BlockedSubject, { name: 'BlockedSubject' });

@ObjectType({ description: 'Every call of the subject is refused while this stands.' })
@Permit('READ_BUDGETS')
export class Block {
  @Field(() => BlockedSubject)
  subject!: BlockKind;

  @Field(() => String, {
    description: "The caller's own id of a customer, the id of anything else.",
  })
  subjectId!: string;

  @Field(() => String, { description: 'For those who run the installation.' })
  @Permit('READ_INTERNALS')
  reason!: string;

  @Field(() => DateTime)
  since!: Date;

  @Field(() => String)
  @Permit('READ_INTERNALS')
  blockedBy!: string;

  /** What the field resolver looks up. */
  facts!: BlockFacts;
}

@ObjectType()
@Permit('READ_BUDGETS')
export class BlockConnection {
  @Field(() => [Block])
  nodes!: Block[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

@InputType({ description: 'Exactly one of them.' })
export class BlockedSubjectInput {
  @Field(() => String, { nullable: true, description: "The caller's own id of the customer." })
  customer?: string | null;

  @Field(() => ID, { nullable: true })
  apiKey?: string | null;

  @Field(() => ID, { nullable: true })
  user?: string | null;

  @Field(() => ID, { nullable: true })
  team?: string | null;
}

@ObjectType()
@Permit('MANAGE_BUDGETS')
export class BlockPayload {
  @Field(() => Block, {
    nullable: true,
    description: 'The block that stands now; null when none does.',
  })
  block!: Block | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

const ID_TYPES: Readonly<Record<Exclude<BlockKind, 'customer'>, string>> = {
  apiKeyId: 'ApiKey',
  userId: 'User',
  teamId: 'Team',
};

/** Null unless exactly one subject is named, by an id of its kind. */
export function readSubject(input: BlockedSubjectInput): BlockFacts | null {
  const given: [BlockKind, string | null | undefined][] = [
    ['customer', input.customer],
    ['apiKeyId', input.apiKey],
    ['userId', input.user],
    ['teamId', input.team],
  ];
  const named = given.filter((entry): entry is [BlockKind, string] => entry[1] != null);
  const [only] = named;
  if (only === undefined || named.length > 1) return null;
  const [kind, text] = only;
  const id = kind === 'customer' ? text : decodeUuid(ID_TYPES[kind], text);
  return id === null ? null : { kind, id };
}

export function toBlock({ kind, id, reason, blockedAt, blockedBy }: BlockRecord): Block {
  const subjectId = kind === 'customer' ? id : encodeId(ID_TYPES[kind], id);
  return { subject: kind, subjectId, reason, since: blockedAt, blockedBy, facts: { kind, id } };
}
