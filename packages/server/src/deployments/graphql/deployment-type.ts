import { Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, PageInfo, Permit } from '../../platform/graphql/index.ts';
import { encodeId } from '../../platform/opaque/index.ts';
import type { ListedDeployment } from '../index.ts';

const DeploymentSource = { FILE: 'FILE', DATABASE: 'DATABASE' } as const;
type DeploymentSource = keyof typeof DeploymentSource;

registerEnumType(DeploymentSource, {
  name: 'DeploymentSource',
  description: 'Those of the file (config.yaml) are edited there.',
});

export const UnpricedPolicy = {
  REFUSE: 'REFUSE',
  FLAG: 'FLAG',
  FALLBACK: 'FALLBACK',
} as const;
export type UnpricedPolicy = keyof typeof UnpricedPolicy;

registerEnumType(UnpricedPolicy, {
  name: 'UnpricedPolicy',
  description: 'What becomes of a call to a model that has no price.',
});

@ObjectType()
@Permit('READ_MODELS')
export class DeploymentSetting {
  @Field(() => String)
  name!: string;

  @Field(() => String)
  value!: string;
}

@ObjectType({ description: 'One upstream behind a model name.' })
@Permit('READ_MODELS')
export class Deployment {
  @Field(() => ID)
  id!: string;

  @Field(() => DeploymentSource)
  source!: DeploymentSource;

  @Field(() => Int, {
    nullable: true,
    description: 'What an edit has to name; null for one of the file.',
  })
  revision!: number | null;

  @Field(() => String, {
    description: 'What callers ask for; each * in it stands for any text.',
  })
  modelName!: string;

  @Field(() => String)
  provider!: string;

  @Field(() => String)
  upstreamModel!: string;

  @Field(() => String, { nullable: true })
  apiBase!: string | null;

  @Field(() => String, { nullable: true })
  apiVersion!: string | null;

  @Field(() => String, { nullable: true, description: 'The published model whose price holds.' })
  baseModel!: string | null;

  @Field(() => [DeploymentSetting], {
    description: 'Own prices, and what a provider needs beside.',
  })
  settings!: DeploymentSetting[];

  @Field(() => String, { nullable: true, description: 'All that is ever shown of its key.' })
  apiKeyLastFour!: string | null;

  @Field(() => [String], { description: 'Settings whose values are never shown.' })
  secretSettingNames!: readonly string[];

  @Field(() => [String], { description: 'Carried by every call to it.' })
  tags!: readonly string[];

  @Field(() => UnpricedPolicy, { nullable: true, description: 'Null: as the server is set.' })
  unpriced!: UnpricedPolicy | null;

  @Field(() => Float, { description: 'Share of the load among equals.' })
  weight!: number;

  @Field(() => Int, { description: 'Lower is tried first.' })
  order!: number;

  @Field(() => String, { nullable: true, description: 'Why it is not called; null when it is.' })
  problem!: string | null;

  @Field(() => DateTime, { nullable: true })
  createdAt!: Date | null;

  @Field(() => String, { nullable: true })
  createdBy!: string | null;

  @Field(() => DateTime, { nullable: true })
  updatedAt!: Date | null;

  @Field(() => String, { nullable: true })
  updatedBy!: string | null;
}

@ObjectType()
@Permit('READ_MODELS')
export class DeploymentEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => Deployment)
  node!: Deployment;
}

@ObjectType()
@Permit('READ_MODELS')
export class DeploymentConnection {
  @Field(() => [DeploymentEdge])
  edges!: DeploymentEdge[];

  @Field(() => [Deployment])
  nodes!: Deployment[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

export const DEPLOYMENT_ID = 'Deployment';

const POLICIES = { refuse: 'REFUSE', flag: 'FLAG', fallback: 'FALLBACK' } as const;

export function toDeployment({
  stored,
  settings,
  unpriced,
  ...same
}: ListedDeployment): Deployment {
  return {
    ...same,
    id: encodeId(DEPLOYMENT_ID, same.id),
    source: stored === null ? 'FILE' : 'DATABASE',
    revision: stored?.revision ?? null,
    settings: Object.entries(settings).map(([name, value]) => ({ name, value })),
    unpriced: unpriced && POLICIES[unpriced],
    createdAt: stored?.createdAt ?? null,
    createdBy: stored?.createdBy ?? null,
    updatedAt: stored?.updatedAt ?? null,
    updatedBy: stored?.updatedBy ?? null,
  };
}
