import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { NamePattern } from '../../kernel/index.ts';
import { PageInfo, Permit } from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import { subjectsOf } from '../book/places.ts';
import type { PriceBook } from '../book/price-book.ts';
import { findEntry, type Timeline } from '../book/timeline.ts';
import type { UnpricedPolicy as PolicyName } from '../deployment-price.ts';
import type { DeploymentPricing } from '../service.ts';
import { PricePlace, PriceVersion, toPricePlace, toPriceVersion } from './price-types.ts';

export const UnpricedPolicy = {
  REFUSE: 'refuse',
  FLAG: 'flag',
  FALLBACK: 'fallback',
} as const satisfies Record<string, PolicyName>;

registerEnumType(UnpricedPolicy, {
  name: 'PriceUnpricedPolicy',
  description:
    'What becomes of a call whose model has no price: refused, run and priced later, or charged at a fallback price.',
});

@ObjectType({ description: 'A model as callers reach it, with what it costs at this moment.' })
@Permit('READ_PRICES')
export class PricedModel {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { description: 'The name callers use.' })
  name!: string;

  @Field(() => Boolean, {
    description:
      'The subject is a pattern, such as openai/*: where it has no price of its own, each call has that of the model it goes to.',
  })
  isPattern!: boolean;

  @Field(() => String)
  provider!: string;

  @Field(() => String)
  upstreamModel!: string;

  @Field(() => String, {
    description: 'The provider/model under which setPrice sets the price of this model.',
  })
  subject!: string;

  @Field(() => Int, { description: 'Of the prices set for the subject; 0 when none was ever set.' })
  revision!: number;

  @Field(() => UnpricedPolicy)
  unpricedPolicy!: PolicyName;

  @Field(() => PriceVersion, { nullable: true, description: 'Null when it has no price.' })
  price!: PriceVersion | null;

  @Field(() => PricePlace, { nullable: true, description: 'Where that price is from.' })
  place!: PricePlace | null;
}

@ObjectType()
@Permit('READ_PRICES')
export class PricedModelEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => PricedModel)
  node!: PricedModel;
}

@ObjectType()
@Permit('READ_PRICES')
export class PricedModelConnection {
  @Field(() => [PricedModelEdge])
  edges!: PricedModelEdge[];

  @Field(() => [PricedModel])
  nodes!: PricedModel[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => Int)
  totalCount!: number;

  @Field(() => [String], { description: 'All there are to filter by, whatever is asked for.' })
  providers!: readonly string[];
}

@ObjectType({ description: 'A subject of the price book with its price at this moment.' })
@Permit('READ_PRICES')
export class PriceListing extends PricePlace {
  @Field(() => Int)
  revision!: number;

  @Field(() => PriceVersion, { nullable: true, description: 'Null in a gap, or after its end.' })
  price!: PriceVersion | null;
}

@ObjectType()
@Permit('READ_PRICES')
export class PriceListingEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => PriceListing)
  node!: PriceListing;
}

@ObjectType()
@Permit('READ_PRICES')
export class PriceListingConnection {
  @Field(() => [PriceListingEdge])
  edges!: PriceListingEdge[];

  @Field(() => [PriceListing])
  nodes!: PriceListing[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => Int)
  totalCount!: number;

  @Field(() => [String], { description: 'All there are to filter by, whatever is asked for.' })
  providers!: readonly string[];
}

export function toPricedModel(
  book: PriceBook,
  { deployment, resolution }: DeploymentPricing,
): PricedModel {
  const [subject = ''] = subjectsOf(deployment);
  return {
    id: encodeId('PricedModel', deployment.id),
    name: deployment.modelName,
    isPattern: NamePattern.is(subject),
    provider: deployment.provider,
    upstreamModel: deployment.upstreamModel,
    subject,
    revision: book.timeline({ layer: 'custom', subject })?.revision ?? 0,
    unpricedPolicy: deployment.unpriced,
    price: resolution.price && toPriceVersion(resolution.price),
    place: resolution.place && toPricePlace(resolution.place),
  };
}

export function toPriceListing(timeline: Timeline, at: Date): PriceListing {
  const { layer, subject, revision, entries } = timeline;
  const { price } = findEntry(entries, at.getTime());
  return { layer, subject, revision, price: price && toPriceVersion(price) };
}
