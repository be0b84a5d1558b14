import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, PageInfo, Permit, UserError } from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import type { PriceBook } from '../book/price-book.ts';
import type { Layer } from '../book/timeline.ts';
import type { ApplyFrom as ApplyFromName } from '../book/updates.ts';
import type {
  ProposedTimeline,
  PriceUpdate as UpdateFacts,
  UpdateState,
} from '../sql/price-updates.ts';
import { PriceEntry, PriceLayer, toPriceEntry } from './price-types.ts';

export const PriceUpdateState = {
  PENDING: 'PENDING',
  APPROVED: 'APPROVED',
  REJECTED: 'REJECTED',
} as const satisfies Record<UpdateState, UpdateState>;

export const ApplyFrom = {
  NOW: 'NOW',
  AS_PUBLISHED: 'AS_PUBLISHED',
} as const satisfies Record<ApplyFromName, ApplyFromName>;

const ChangeKind = { ADDED: 'ADDED', CHANGED: 'CHANGED' } as const;
type ChangeKind = keyof typeof ChangeKind;

registerEnumType(PriceUpdateState, { name: 'PriceUpdateState' });
registerEnumType(ChangeKind, { name: 'PriceChangeKind' });
registerEnumType(ApplyFrom, {
  name: 'PriceUpdateApplyFrom',
  description:
    'From when changed prices hold: from the approval on, or for as long as their source says, past calls included (which re-rating then corrects). Models that had no price have it for all time either way.',
});

export const PRICE_UPDATE_ID = 'PriceUpdate';

@ObjectType({
  description: 'What an update would change for one subject: its timeline before and after.',
})
@Permit('READ_PRICES')
export class PriceChange {
  @Field(() => String)
  subject!: string;

  @Field(() => ChangeKind)
  kind!: ChangeKind;

  @Field(() => [PriceEntry], { description: 'As the book is now.' })
  before!: readonly PriceEntry[];

  @Field(() => [PriceEntry], { description: 'As the source says.' })
  after!: readonly PriceEntry[];
}

@ObjectType()
@Permit('READ_PRICES')
export class PriceChangeEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => PriceChange)
  node!: PriceChange;
}

@ObjectType()
@Permit('READ_PRICES')
export class PriceChangeConnection {
  @Field(() => [PriceChangeEdge])
  edges!: PriceChangeEdge[];

  @Field(() => [PriceChange])
  nodes!: PriceChange[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

@ObjectType({
  description: 'Prices from outside, as a difference from the book to approve or reject.',
})
@Permit('READ_PRICES')
export class PriceUpdate {
  @Field(() => ID)
  id!: string;

  @Field(() => PriceLayer)
  layer!: Layer;

  @Field(() => String)
  source!: string;

  @Field(() => PriceUpdateState)
  state!: UpdateState;

  @Field(() => Int, { description: 'Models the book had no price for.' })
  added!: number;

  @Field(() => Int)
  changed!: number;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => String)
  createdBy!: string;

  @Field(() => DateTime, { nullable: true })
  decidedAt!: Date | null;

  @Field(() => String, { nullable: true })
  decidedBy!: string | null;
}

@ObjectType()
@Permit('READ_PRICES')
export class PriceUpdateEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => PriceUpdate)
  node!: PriceUpdate;
}

@ObjectType()
@Permit('READ_PRICES')
export class PriceUpdateConnection {
  @Field(() => [PriceUpdateEdge])
  edges!: PriceUpdateEdge[];

  @Field(() => [PriceUpdate])
  nodes!: PriceUpdate[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

@ObjectType()
@Permit('MANAGE_PRICES')
export class PriceUpdatePayload {
  @Field(() => PriceUpdate, { nullable: true })
  update!: PriceUpdate | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

export function toPriceUpdate(update: UpdateFacts): PriceUpdate {
  const { id, layer, source, state, added, changed } = update;
  const { createdAt, createdBy, decidedAt, decidedBy } = update;
  return {
    id: encodeId(PRICE_UPDATE_ID, id),
    layer,
    source,
    state,
    added,
    changed,
    createdAt,
    createdBy,
    decidedAt,
    decidedBy,
  };
}

export function toPriceChange(
  book: PriceBook,
  layer: Layer,
  { subject, kind, entries }: ProposedTimeline,
): PriceChange {
  const before = book.timeline({ layer, subject })?.entries ?? [];
  return { subject, kind, before: before.map(toPriceEntry), after: entries.map(toPriceEntry) };
}
