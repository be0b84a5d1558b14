import { Arg, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import {
  badUserInput,
  type GraphqlContext,
  Permit,
  pageSize,
} from '../../platform/graphql/index.ts';
import { decodeCursor, encodeCursor, isUuid, readInstant } from '../../platform/opaque/index.ts';
import type { Block as BlockFacts, BlockKind, BlockService, Problem } from '../index.ts';
import {
  Block,
  BlockConnection,
  BlockedSubject,
  BlockedSubjectInput,
  BlockPayload,
  readSubject,
  toBlock,
} from './block-types.ts';
import { callerName } from './caller.ts';
import type { Children } from './children.ts';

const NO_SUBJECT: Problem = {
  code: 'INVALID',
  message: 'Name one customer, API key, user or team by its id',
  path: ['subject'],
};

@Resolver(() => Block)
export class BlockResolver {
  readonly #blocks: BlockService;
  readonly #children: Children;

  constructor(deps: { blocks: BlockService; children: Children }) {
    this.#blocks = deps.blocks;
    this.#children = deps.children;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'What the subject is called; null when it is gone.',
  })
  @Permit('READ_BUDGETS', { own: true })
  async subjectName(
    @Root() { facts }: Block,
    @Ctx() context: GraphqlContext,
  ): Promise<string | null> {
    switch (facts.kind) {
      case 'customer':
        return facts.id;
      case 'apiKeyId':
        return (await this.#children.apiKey(context, facts.id))?.alias ?? null;
      case 'teamId':
        return (await this.#children.team(context, facts.id))?.name ?? null;
      case 'userId':
        return (await this.#children.user(context, facts.id))?.name ?? null;
    }
  }

  @Query(() => BlockConnection, { description: 'Blocks that stand, latest first.' })
  @Permit('READ_BUDGETS')
  async blocks(
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('subject', () => BlockedSubject, { nullable: true }) kind?: BlockKind | null,
  ): Promise<BlockConnection> {
    const limit = pageSize(first);
    const found = await this.#blocks.list({
      limit: limit + 1,
      after: after == null ? null : readPosition(after),
      kind: kind ?? null,
    });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      nodes: page.map(toBlock),
      pageInfo: {
        endCursor: last ? encodeCursor([last.blockedAt.toISOString(), last.recordId]) : null,
        hasNextPage: found.length > limit,
      },
    };
  }

  @Mutation(() => BlockPayload, {
    description:
      'Refuses every call of the customer from now on, also of one that has not called yet.',
  })
  @Permit('MANAGE_BUDGETS')
  blockCustomer(
    @Arg('customer', () => String) customer: string,
    @Arg('reason', () => String) reason: string,
    @Ctx() context: GraphqlContext,
  ): Promise<BlockPayload> {
    return this.#block({ kind: 'customer', id: customer }, reason, context);
  }

  @Mutation(() => BlockPayload)
  @Permit('MANAGE_BUDGETS')
  unblockCustomer(
    @Arg('customer', () => String) customer: string,
    @Ctx() context: GraphqlContext,
  ): Promise<BlockPayload> {
    return this.#unblock({ kind: 'customer', id: customer }, context);
  }

  @Mutation(() => BlockPayload, { description: 'Refuses every call of the subject from now on.' })
  @Permit('MANAGE_BUDGETS')
  async block(
    @Arg('subject', () => BlockedSubjectInput) input: BlockedSubjectInput,
    @Arg('reason', () => String) reason: string,
    @Ctx() context: GraphqlContext,
  ): Promise<BlockPayload> {
    const subject = readSubject(input);
    return subject === null
      ? { block: null, userErrors: [NO_SUBJECT] }
      : this.#block(subject, reason, context);
  }

  @Mutation(() => BlockPayload, {
    description: 'Lifting a block that does not stand changes nothing.',
  })
  @Permit('MANAGE_BUDGETS')
  async unblock(
    @Arg('subject', () => BlockedSubjectInput) input: BlockedSubjectInput,
    @Ctx() context: GraphqlContext,
  ): Promise<BlockPayload> {
    const subject = readSubject(input);
    return subject === null
      ? { block: null, userErrors: [NO_SUBJECT] }
      : this.#unblock(subject, context);
  }

  async #block(
    subject: BlockFacts,
    reason: string,
    context: GraphqlContext,
  ): Promise<BlockPayload> {
    const blocked = await this.#blocks.block(subject, reason, callerName(context));
    if (!blocked.ok) return { block: null, userErrors: blocked.error };
    return { block: toBlock(blocked.value), userErrors: [] };
  }

  async #unblock(subject: BlockFacts, context: GraphqlContext): Promise<BlockPayload> {
    await this.#blocks.unblock(subject, callerName(context));
    return { block: null, userErrors: [] };
  }
}

function readPosition(cursor: string) {
  const [at, id] = decodeCursor(cursor, 2) ?? [];
  const blockedAt = readInstant(at);
  if (blockedAt === null || typeof id !== 'string' || !isUuid(id)) {
    throw badUserInput('after is not a cursor of this list');
  }
  return { blockedAt, id };
}
