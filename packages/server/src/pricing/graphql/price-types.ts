import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, Decimal, PageInfo, Permit, SafeInt } from '../../platform/graphql/index.ts';
import type { Place } from '../book/price-book.ts';
import { EARLIEST, type PriceEntry as EntryFacts, LATEST, type Layer } from '../book/timeline.ts';
import { componentsOf, isFree, upliftsOf } from '../components.ts';
import type { PriceVersion as VersionFacts } from '../prices.ts';
import type { Revision } from '../sql/revisions.ts';

export const PriceLayer = {
  CONFIG: 'config',
  CUSTOM: 'custom',
  IMPORT: 'import',
  CATALOGUE: 'catalogue',
  FALLBACK: 'fallback',
} as const satisfies Record<string, Layer>;

registerEnumType(PriceLayer, {
  name: 'PriceLayer',
  description: 'Where prices are looked for, in this order.',
});

@ObjectType({
  description: 'One number of a price: amount US dollars for perUnits units of the kind.',
})
@Permit('READ_PRICES')
export class PriceComponent {
  @Field(() => String, {
    description: 'Such as input, cached_input, output, request, output_image_count:hd/1024x1024.',
  })
  kind!: string;

  @Field(() => Decimal)
  amount!: string;

  @Field(() => SafeInt)
  perUnits!: number;

  @Field(() => String, { nullable: true, description: 'Null at the base price.' })
  serviceTier!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Of calls whose whole input is longer than this; it prices all of such a call.',
  })
  aboveInputTokens!: number | null;

  @Field(() => Int, { nullable: true, description: 'Fewer units are charged as this many.' })
  minimumUnits!: number | null;
}

@ObjectType({ description: 'What processing in a region multiplies prices by.' })
@Permit('READ_PRICES')
export class PriceUplift {
  @Field(() => String)
  region!: string;

  @Field(() => Decimal)
  factor!: string;
}

@ObjectType({ description: 'Prices under the name that spend events record. They never change.' })
@Permit('READ_PRICES')
export class PriceVersion {
  @Field(() => String)
  name!: string;

  @Field(() => [PriceComponent])
  components!: readonly PriceComponent[];

  @Field(() => [PriceUplift])
  uplifts!: readonly PriceUplift[];

  @Field(() => Boolean, {
    description: 'Explicitly zero throughout, which is something else than unpriced.',
  })
  free!: boolean;
}

@ObjectType({ description: 'A version in force from (inside) until (not inside).' })
@Permit('READ_PRICES')
export class PriceEntry {
  @Field(() => DateTime, { nullable: true, description: 'Null: since ever.' })
  effectiveFrom!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Null: until further notice.' })
  effectiveUntil!: Date | null;

  @Field(() => Int, { description: 'Minutes of each UTC day it holds in: 0 to 1440 is all day.' })
  fromMinute!: number;

  @Field(() => Int)
  untilMinute!: number;

  @Field(() => PriceVersion)
  version!: PriceVersion;
}

@ObjectType({ description: 'One subject on one layer of the price book.' })
@Permit('READ_PRICES')
export class PricePlace {
  @Field(() => PriceLayer)
  layer!: Layer;

  @Field(() => String)
  subject!: string;
}

@ObjectType({
  description:
    'All that was known of a subject on one layer, from recordedAt until its next revision.',
})
@Permit('READ_PRICES')
export class PriceRevision extends PricePlace {
  @Field(() => Int)
  revision!: number;

  @Field(() => DateTime)
  recordedAt!: Date;

  @Field(() => String)
  recordedBy!: string;

  @Field(() => String)
  reason!: string;

  @Field(() => [PriceEntry], { description: 'In order of time; a gap is a time without a price.' })
  entries!: readonly PriceEntry[];
}

@ObjectType()
@Permit('READ_PRICES')
export class PriceRevisionEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => PriceRevision)
  node!: PriceRevision;
}

@ObjectType()
@Permit('READ_PRICES')
export class PriceRevisionConnection {
  @Field(() => [PriceRevisionEdge])
  edges!: PriceRevisionEdge[];

  @Field(() => [PriceRevision])
  nodes!: PriceRevision[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

export function toPriceVersion({ version, prices }: VersionFacts): PriceVersion {
  return {
    name: version,
    components: componentsOf(prices),
    uplifts: upliftsOf(prices),
    free: isFree(prices),
  };
}

export function toPriceEntry(entry: EntryFacts): PriceEntry {
  const { effectiveFrom, effectiveUntil, fromMinute, untilMinute, price } = entry;
  return {
    effectiveFrom: effectiveFrom <= EARLIEST ? null : effectiveFrom,
    effectiveUntil: effectiveUntil >= LATEST ? null : effectiveUntil,
    fromMinute,
    untilMinute,
    version: toPriceVersion(price),
  };
}

export function toPricePlace({ layer, subject }: Place): PricePlace {
  return { layer, subject };
}

export function toPriceRevision({ timeline, ...facts }: Revision): PriceRevision {
  const { recordedAt, recordedBy, reason } = facts;
  const { layer, subject, revision, entries } = timeline;
  return {
    layer,
    subject,
    revision,
    recordedAt,
    recordedBy,
    reason,
    entries: entries.map(toPriceEntry),
  };
}
