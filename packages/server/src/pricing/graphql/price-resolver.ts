import { Arg, Ctx, Int, Mutation, Query, Resolver } from 'type-graphql';
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
import { decodeCursor, encodeCursor } from '../../platform/opaque/index.ts';
import type { PriceSet } from '../book/set-price.ts';
import type { Layer } from '../book/timeline.ts';
import type { PriceService } from '../service.ts';
import {
  PricedModelConnection,
  PriceListingConnection,
  toPricedModel,
  toPriceListing,
} from './model-types.ts';
import {
  PriceLayer,
  PriceRevisionConnection,
  PriceVersion,
  toPriceEntry,
  toPriceRevision,
  toPriceVersion,
} from './price-types.ts';
import { PriceQuote, QuoteUsageInput, readUsage, toPriceQuote } from './quote-types.ts';
import { type PastConcerned, SetPriceInput, SetPricePayload } from './set-price-types.ts';

@Resolver()
export class PriceResolver {
  readonly #prices: PriceService;

  constructor(prices: PriceService) {
    this.#prices = prices;
  }

  @Query(() => PricedModelConnection, {
    description: 'The models there are, with what they cost now.',
  })
  @Permit('READ_PRICES')
  models(
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('search', () => String, { nullable: true }) search?: string | null,
    @Arg('provider', () => String, { nullable: true }) provider?: string | null,
  ): PricedModelConnection {
    const { book } = this.#prices;
    const all = this.#prices.models().map((model) => toPricedModel(book, model));
    const found = all
      .filter((model) => provider == null || model.provider === provider)
      .filter(({ name, subject }) => matches(search, [name, subject]));
    const keyed = found.map((node) => ({ key: [node.name, node.id], node }));
    const providers = distinct(all.map((model) => model.provider));
    return { ...pageOf(keyed, { first, after }), providers };
  }

  @Query(() => PriceListingConnection, {
    description: 'Everything the price book has, by subject.',
  })
  @Permit('READ_PRICES')
  prices(
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('search', () => String, { nullable: true }) search?: string | null,
    @Arg('layers', () => [PriceLayer], { nullable: true }) layers?: Layer[] | null,
    @Arg('provider', () => String, { nullable: true }) provider?: string | null,
  ): PriceListingConnection {
    const at = this.#prices.now();
    const all = [...this.#prices.book.timelines()];
    const found = all
      .filter(({ subject }) => provider == null || providerOf(subject) === provider)
      .filter(({ layer }) => layers == null || layers.includes(layer))
      .filter(({ subject }) => matches(search, [subject]))
      .map((timeline) => ({ key: [timeline.subject, timeline.layer], timeline }))
      .sort((a, b) => compareKeys(a.key, b.key));
    const page = pageOf(
      found.map(({ key, timeline }) => ({ key, node: timeline })),
      { first, after },
    );
    const edges = page.edges.map(({ cursor, node }) => ({
      cursor,
      node: toPriceListing(node, at),
    }));
    const providers = distinct(all.map(({ subject }) => providerOf(subject)));
    return { ...page, edges, nodes: edges.map(({ node }) => node), providers };
  }

  @Query(() => PriceRevisionConnection, {
    description: 'All that was ever known of a model’s prices, on every layer, latest first.',
  })
  @Permit('READ_PRICES')
  async priceHistory(
    @Arg('model', () => String) name: string,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<PriceRevisionConnection> {
    const limit = pageSize(first);
    const model = this.#prices.findModel(name);
    const position = after == null ? null : readId(after);
    const subjects = model === null ? [] : this.#prices.subjectsOf(model);
    const found = await this.#prices.history(subjects, { after: position, limit: limit + 1 });
    const items = found.slice(0, limit).map((revision) => ({
      node: toPriceRevision(revision),
      cursor: encodeCursor([revision.id]),
    }));
    return connectionOf({ items, hasNextPage: found.length > limit });
  }

  @Query(() => PriceVersion, {
    nullable: true,
    description: 'The prices under a name that an event records, as they always were.',
  })
  @Permit('READ_PRICES')
  async priceVersion(@Arg('name', () => String) name: string): Promise<PriceVersion | null> {
    const version = await this.#prices.version(name.replaceAll('\0', ''));
    return version && toPriceVersion(version);
  }

  @Query(() => PriceQuote, { description: 'A model callers know, or a provider/model.' })
  @Permit('READ_PRICES')
  priceQuote(
    @Arg('model', () => String) name: string,
    @Arg('usage', () => QuoteUsageInput) input: QuoteUsageInput,
    @Arg('at', () => DateTime, { nullable: true }) at?: Date | null,
  ): PriceQuote {
    const model = this.#prices.findModel(name);
    if (model === null) throw badUserInput('model is a name callers use, or a provider/model');
    const usage = orBadInput(readUsage(input));
    return toPriceQuote(this.#prices.quote(model, usage, at ?? this.#prices.now()));
  }

  @Mutation(() => SetPricePayload, {
    description:
      'Sets or ends a price from a moment on, past or future. A repeated idempotencyKey changes nothing more.',
  })
  @Permit('MANAGE_PRICES')
  async setPrice(
    @Arg('input', () => SetPriceInput) input: SetPriceInput,
    @Arg('idempotencyKey', () => String) idempotencyKey: string,
    @Arg('expectedRevision', () => Int, { nullable: true }) expectedRevision: number | null,
    @Ctx() { authentication }: GraphqlContext,
  ): Promise<SetPricePayload> {
    assert(authentication.principal !== null, 'a mutation without a principal');
    const set = await this.#prices.setPrice(
      { ...toRequest(input), expectedRevision: expectedRevision ?? null },
      { idempotencyKey, by: authentication.principal.name },
    );
    if (!set.ok) {
      const userErrors = set.error.map(({ path, ...error }) => ({ ...error, path: pathOf(path) }));
      return { prices: null, past: null, userErrors };
    }
    const { timeline, effectiveFrom, effectiveUntil } = set.value;
    const { layer, subject, revision, entries } = timeline;
    const isFromNow = input.effectiveFrom == null;
    const past = isFromNow ? null : pastOf({ effectiveFrom, effectiveUntil }, this.#prices.now());
    return {
      prices: { layer, subject, revision, entries: entries.map(toPriceEntry) },
      past,
      userErrors: [],
    };
  }
}

/** Calls until now have been charged otherwise. */
function pastOf(
  { effectiveFrom, effectiveUntil }: Omit<PriceSet, 'timeline'>,
  now: Date,
): PastConcerned | null {
  if (effectiveFrom >= now) return null;
  const endsAt = new Date(Math.min(effectiveUntil.getTime(), now.getTime()));
  return { startsAt: effectiveFrom, endsAt };
}

const OWN_ARGUMENTS: ReadonlySet<string> = new Set(['idempotencyKey', 'expectedRevision']);

function pathOf(path: readonly string[]): string[] {
  return OWN_ARGUMENTS.has(path[0] ?? '') ? [...path] : ['input', ...path];
}

function toRequest(input: SetPriceInput) {
  return {
    subject: input.subject,
    components:
      input.components?.map(({ kind, amount, perUnits, ...rest }) => ({
        kind,
        amount,
        perUnits,
        serviceTier: rest.serviceTier ?? null,
        aboveInputTokens: rest.aboveInputTokens ?? null,
        minimumUnits: rest.minimumUnits ?? null,
      })) ?? null,
    effectiveFrom: input.effectiveFrom ?? null,
    effectiveUntil: input.effectiveUntil ?? null,
    reason: input.reason,
  };
}

function matches(search: string | null | undefined, texts: readonly string[]): boolean {
  const wanted = search?.trim().toLowerCase() ?? '';
  return texts.some((text) => text.toLowerCase().includes(wanted));
}

function providerOf(subject: string): string {
  return subject.slice(0, Math.max(subject.indexOf('/'), 0));
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => name !== '').sort();
}

interface Keyed<Node> {
  readonly key: readonly string[];
  readonly node: Node;
}

/** A page of a list that is whole in memory, in order of its keys. */
function pageOf<Node>(
  all: readonly Keyed<Node>[],
  { first, after }: { first: number; after: string | null | undefined },
) {
  const limit = pageSize(first);
  const last = after == null ? null : readKey(after);
  const rest = last === null ? all : all.filter(({ key }) => compareKeys(key, last) > 0);
  const items = rest.slice(0, limit).map(({ key, node }) => ({ node, cursor: encodeCursor(key) }));
  const page = connectionOf({ items, hasNextPage: rest.length > limit });
  return { ...page, totalCount: all.length };
}

function compareKeys(a: readonly string[], b: readonly string[]): number {
  const [textA, textB] = [a.join('\0'), b.join('\0')];
  return textA < textB ? -1 : textA > textB ? 1 : 0;
}

function readKey(cursor: string): string[] {
  const values = decodeCursor(cursor, 2) ?? [];
  if (values.length === 0 || !values.every((value) => typeof value === 'string')) {
    throw badUserInput('after is not a cursor of this list');
  }
  return values as string[];
}

function readId(cursor: string): number {
  const [id] = decodeCursor(cursor, 1) ?? [];
  if (!Number.isSafeInteger(id)) throw badUserInput('after is not a cursor of this list');
  return id as number;
}
