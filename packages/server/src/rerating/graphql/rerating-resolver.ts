import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { assert } from '../../kernel/index.ts';
import {
  badUserInput,
  connectionOf,
  DateTime,
  type GraphqlContext,
  orBadInput,
  Permit,
  pageSize,
} from '../../platform/graphql/index.ts';
import { decodeCursor, decodeUuid, encodeCursor, isUuid } from '../../platform/opaque/index.ts';
import { RangeInput } from '../../reporting/graphql/index.ts';
import type { ComparedBy as ComparedByName, ReratingService } from '../index.ts';
import {
  ComparedBy,
  ComparedRowConnection,
  SpendComparison,
  toComparison,
  toRow,
} from './comparison-types.ts';
import {
  RERATING_ID,
  RerateSpendPayload,
  Rerating,
  ReratingConnection,
  toRerating,
  UnpricedModelConnection,
} from './rerating-types.ts';
import { type ResolveRange, readSelection, SpendSelectionInput } from './selection-input.ts';

/** It rates every call of a range: it costs as much as anything here may. */
const COST = 1_000;
const costly = ({ childComplexity }: { childComplexity: number }) => COST + childComplexity;

@Resolver(() => SpendComparison)
export class ReratingResolver {
  readonly #rerating: ReratingService;
  readonly #resolveRange: ResolveRange;

  constructor(deps: { rerating: ReratingService; resolveRange: ResolveRange }) {
    this.#rerating = deps.rerating;
    this.#resolveRange = deps.resolveRange;
  }

  @Query(() => SpendComparison, {
    complexity: costly,
    description: 'What rerateSpend would change, and by how much.',
  })
  @Permit('READ_PRICES')
  async rerateSpendPreview(
    @Arg('selection', () => SpendSelectionInput) input: SpendSelectionInput,
  ): Promise<SpendComparison> {
    const selection = orBadInput(readSelection(input, this.#resolveRange));
    return toComparison(await this.#rerating.preview(selection));
  }

  @Query(() => SpendComparison, {
    complexity: costly,
    description:
      'What past calls would have come to at the prices of another model (provider/model), of another moment, or both.',
  })
  @Permit('READ_PRICES')
  async whatIf(
    @Arg('selection', () => SpendSelectionInput) input: SpendSelectionInput,
    @Arg('model', () => String, { nullable: true }) model?: string | null,
    @Arg('at', () => DateTime, { nullable: true }) at?: Date | null,
  ): Promise<SpendComparison> {
    const selection = orBadInput(readSelection(input, this.#resolveRange));
    if (model == null && at == null) throw badUserInput('Give a model, a moment, or both');
    if (model != null && !/^[^/\s]+\/\S/.test(model)) {
      throw badUserInput('model is a provider/model, such as openai/gpt-4o');
    }
    const other = { subject: model ?? null, at: at ?? null };
    return toComparison(await this.#rerating.whatIf(selection, other));
  }

  @FieldResolver(() => ComparedRowConnection, { description: 'The greatest difference first.' })
  @Permit('READ_PRICES')
  rows(
    @Root() { facts }: SpendComparison,
    @Arg('by', () => ComparedBy, { defaultValue: ComparedBy.CUSTOMER }) by: ComparedByName,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): ComparedRowConnection {
    const limit = pageSize(first);
    const groups = facts.groups[by];
    const from = after == null ? 0 : groups.findIndex((group) => cursorOf(group) === after) + 1;
    if (after != null && from === 0) throw badUserInput(NO_CURSOR);
    const items = groups
      .slice(from, from + limit)
      .map((group) => ({ node: toRow(group), cursor: cursorOf(group) }));
    const page = connectionOf({ items, hasNextPage: groups.length > from + limit });
    return { ...page, totalCount: groups.length };
  }

  @Query(() => UnpricedModelConnection, {
    description: 'In order of name; of all time without a range.',
  })
  @Permit('READ_PRICES')
  async unpricedModels(
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('range', () => RangeInput, { nullable: true }) range?: RangeInput | null,
  ): Promise<UnpricedModelConnection> {
    const limit = pageSize(first);
    const span = range == null ? ALL_TIME : orBadInput(this.#resolveRange(range));
    const position = after == null ? null : readUnpriced(after);
    const page = { after: position, limit: limit + 1 };
    const found = await this.#rerating.unpricedModels(span, page);
    const items = found.slice(0, limit).map(({ provider, upstreamModel, ...facts }) => ({
      node: { ...facts, subject: `${provider}/${upstreamModel}` },
      cursor: encodeCursor([facts.model, provider, upstreamModel]),
    }));
    return connectionOf({ items, hasNextPage: found.length > limit });
  }

  @Query(() => Rerating, { nullable: true })
  @Permit('READ_PRICES')
  async rerating(@Arg('id', () => ID) id: string): Promise<Rerating | null> {
    const key = decodeUuid(RERATING_ID, id);
    const found = key === null ? null : await this.#rerating.find(key);
    return found && toRerating(found);
  }

  @Query(() => ReratingConnection, { description: 'Latest first.' })
  @Permit('READ_PRICES')
  async reratings(
    @Arg('first', () => Int, { defaultValue: 20 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<ReratingConnection> {
    const limit = pageSize(first);
    const position = after == null ? null : readId(after);
    const found = await this.#rerating.list({ after: position, limit: limit + 1 });
    const items = found
      .slice(0, limit)
      .map((run) => ({ node: toRerating(run), cursor: encodeCursor([run.id]) }));
    return connectionOf({ items, hasNextPage: found.length > limit });
  }

  @Mutation(() => RerateSpendPayload, {
    description:
      'Begins a run that corrects past calls to the prices in force; ask rerating(id) until it is finished. A repeated idempotencyKey returns the same run.',
  })
  @Permit('MANAGE_PRICES')
  async rerateSpend(
    @Arg('selection', () => SpendSelectionInput) input: SpendSelectionInput,
    @Arg('reason', () => String) reason: string,
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Ctx() { authentication }: GraphqlContext,
  ): Promise<RerateSpendPayload> {
    assert(authentication.principal !== null, 'a mutation without a principal');
    const selection = readSelection(input, this.#resolveRange);
    if (!selection.ok) {
      const problem = { code: 'INVALID', message: selection.error, path: ['selection'] } as const;
      return { rerating: null, userErrors: [problem] };
    }
    const requestedBy = authentication.principal.name;
    const request = { reason, requestedBy, idempotencyKey };
    const started = await this.#rerating.start(selection.value, request);
    if (!started.ok) return { rerating: null, userErrors: started.error };
    return { rerating: toRerating(started.value), userErrors: [] };
  }
}

const NO_CURSOR = 'after is not a cursor of this list';
const ALL_TIME = {
  startsAt: new Date('1970-01-01T00:00:00Z'),
  endsAt: new Date('9999-12-31T00:00:00Z'),
};

function cursorOf({ key }: { key: string | null }): string {
  return encodeCursor([key]);
}

function readId(cursor: string): string {
  const [id] = decodeCursor(cursor, 1) ?? [];
  if (typeof id !== 'string' || !isUuid(id)) throw badUserInput(NO_CURSOR);
  return id;
}

function readUnpriced(cursor: string) {
  const [model, provider, upstreamModel] = decodeCursor(cursor, 3) ?? [];
  const texts = [model, provider, upstreamModel];
  if (!texts.every((text) => typeof text === 'string' && !text.includes('\0'))) {
    throw badUserInput(NO_CURSOR);
  }
  return { model: String(model), provider: String(provider), upstreamModel: String(upstreamModel) };
}
