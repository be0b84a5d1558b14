import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import {
  badUserInput,
  connectionOf,
  type GraphqlContext,
  may,
  Permit,
  pageSize,
  reach,
} from '../../platform/graphql/index.ts';
import {
  decodeCursor,
  decodeUuid,
  encodeCursor,
  isUuid,
  readInstant,
} from '../../platform/opaque/index.ts';
import { type CallPosition, type InvoiceService, shownLine } from '../index.ts';
import { type BilledCall, BilledCallConnection, toBilledCall } from './billed-call-types.ts';
import { InvoiceLine, LINE_ID, toInvoice, toLine } from './invoice-types.ts';

@Resolver(() => InvoiceLine)
export class LineResolver {
  readonly #invoices: InvoiceService;

  constructor(invoices: InvoiceService) {
    this.#invoices = invoices;
  }

  @Query(() => InvoiceLine, { nullable: true })
  @Permit('READ_INVOICES', { own: true })
  async invoiceLine(
    @Arg('id', () => ID) id: string,
    @Ctx() context: GraphqlContext,
  ): Promise<InvoiceLine | null> {
    const found = await this.#find(id, context);
    if (found === null) return null;
    const internals = may(context, 'READ_INTERNALS');
    return toLine(shownLine(found.line, { internals }), toInvoice(found.invoice));
  }

  @FieldResolver(() => BilledCallConnection, {
    description:
      'The calls it bills, latest first, as they were when it was drawn up. Lines of tiers and packages show all calls of their rule; fees, reductions and lines by hand have none.',
  })
  @Permit('READ_INVOICES', { own: true })
  async calls(
    @Root() { id }: InvoiceLine,
    @Ctx() context: GraphqlContext,
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ): Promise<BilledCallConnection> {
    const limit = pageSize(first);
    const page = { limit: limit + 1, after: after == null ? null : readPosition(after) };
    const of = await this.#find(id, context);
    if (of === null) return connectionOf<BilledCall>({ items: [], hasNextPage: false });
    const found = await this.#invoices.calls(of, page);
    const internals = may(context, 'READ_INTERNALS');
    const items = found.slice(0, limit).map((call) => ({
      node: toBilledCall(call, of, { internals }),
      cursor: encodeCursor([call.occurredAtText, call.callId, call.attempt, call.adjustment]),
    }));
    return connectionOf({ items, hasNextPage: found.length > limit });
  }

  async #find(id: string, context: GraphqlContext) {
    const key = decodeUuid(LINE_ID, id);
    return key === null ? null : this.#invoices.line(key, reach(context, 'READ_INVOICES'));
  }
}

function readPosition(cursor: string): CallPosition {
  const [occurredAtText, callId, attempt, adjustment] = decodeCursor(cursor, 4) ?? [];
  if (
    typeof occurredAtText === 'string' &&
    readInstant(occurredAtText) !== null &&
    typeof callId === 'string' &&
    isUuid(callId) &&
    isSmall(attempt) &&
    isSmall(adjustment)
  ) {
    return { occurredAtText, callId, attempt, adjustment };
  }
  throw badUserInput('after is not a cursor of this list');
}

function isSmall(value: unknown): value is number {
  return Number.isInteger(value) && Math.abs(Number(value)) < 32_768;
}
