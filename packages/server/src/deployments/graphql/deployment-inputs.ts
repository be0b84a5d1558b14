import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Secret } from '../../kernel/index.ts';
import { Permit, UserError } from '../../platform/graphql/index.ts';
import type { DeploymentInput, DeploymentPatch } from '../index.ts';
import { Deployment, UnpricedPolicy } from './deployment-type.ts';

@InputType()
export class DeploymentSettingInput {
  @Field(() => String, { description: 'As in config.yaml, such as input_cost_per_token.' })
  name!: string;

  @Field(() => String)
  value!: string;
}

@InputType()
export class CreateDeploymentInput {
  @Field(() => String)
  modelName!: string;

  @Field(() => String)
  provider!: string;

  @Field(() => String)
  upstreamModel!: string;

  @Field(() => String, { nullable: true, description: 'Kept encrypted, and never shown again.' })
  apiKey?: string | null;

  @Field(() => String, { nullable: true })
  apiBase?: string | null;

  @Field(() => String, { nullable: true })
  apiVersion?: string | null;

  @Field(() => String, { nullable: true })
  baseModel?: string | null;

  @Field(() => [DeploymentSettingInput], { defaultValue: [] })
  settings!: DeploymentSettingInput[];

  @Field(() => [DeploymentSettingInput], {
    defaultValue: [],
    description: 'Kept encrypted, and never shown again.',
  })
  secretSettings!: DeploymentSettingInput[];

  @Field(() => [String], { defaultValue: [] })
  tags!: string[];

  @Field(() => UnpricedPolicy, { nullable: true })
  unpriced?: UnpricedPolicy | null;

  @Field(() => Float, { defaultValue: 1 })
  weight!: number;

  @Field(() => Int, { defaultValue: 0 })
  order!: number;
}

@InputType({ description: 'What is left out stays as it is; null takes away.' })
export class UpdateDeploymentInput {
  @Field(() => String, { nullable: true })
  modelName?: string | null;

  @Field(() => String, { nullable: true })
  provider?: string | null;

  @Field(() => String, { nullable: true })
  upstreamModel?: string | null;

  @Field(() => String, { nullable: true })
  apiKey?: string | null;

  @Field(() => String, { nullable: true })
  apiBase?: string | null;

  @Field(() => String, { nullable: true })
  apiVersion?: string | null;

  @Field(() => String, { nullable: true })
  baseModel?: string | null;

  @Field(() => [DeploymentSettingInput], { nullable: true })
  settings?: DeploymentSettingInput[] | null;

  @Field(() => [DeploymentSettingInput], { nullable: true })
  secretSettings?: DeploymentSettingInput[] | null;

  @Field(() => [String], { nullable: true })
  tags?: string[] | null;

  @Field(() => UnpricedPolicy, { nullable: true })
  unpriced?: UnpricedPolicy | null;

  @Field(() => Float, { nullable: true })
  weight?: number | null;

  @Field(() => Int, { nullable: true })
  order?: number | null;
}

@ObjectType()
@Permit('MANAGE_MODELS')
export class DeploymentPayload {
  @Field(() => Deployment, { nullable: true })
  deployment!: Deployment | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

@ObjectType()
@Permit('MANAGE_MODELS')
export class RemoveDeploymentPayload {
  @Field(() => ID, { nullable: true })
  removedId!: string | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

export function readCreateInput(input: CreateDeploymentInput): DeploymentInput {
  return {
    modelName: input.modelName,
    provider: input.provider,
    upstreamModel: input.upstreamModel,
    apiKey: secretOf(input.apiKey ?? null),
    apiBase: input.apiBase ?? null,
    apiVersion: input.apiVersion ?? null,
    baseModel: input.baseModel ?? null,
    settings: textsOf(input.settings),
    secretSettings: secretsOf(input.secretSettings),
    tags: input.tags,
    unpriced: policyOf(input.unpriced ?? null),
    weight: input.weight,
    order: input.order,
  };
}

/** Where nothing can be taken away, null leaves it as it is. */
export function readUpdateInput(input: UpdateDeploymentInput): DeploymentPatch {
  return {
    modelName: input.modelName ?? undefined,
    provider: input.provider ?? undefined,
    upstreamModel: input.upstreamModel ?? undefined,
    apiKey: input.apiKey === undefined ? undefined : secretOf(input.apiKey),
    apiBase: input.apiBase,
    apiVersion: input.apiVersion,
    baseModel: input.baseModel,
    settings: input.settings === undefined ? undefined : textsOf(input.settings ?? []),
    secretSettings:
      input.secretSettings === undefined ? undefined : secretsOf(input.secretSettings ?? []),
    tags: input.tags === null ? [] : input.tags,
    unpriced: input.unpriced === undefined ? undefined : policyOf(input.unpriced),
    weight: input.weight ?? undefined,
    order: input.order ?? undefined,
  };
}

const POLICIES = { REFUSE: 'refuse', FLAG: 'flag', FALLBACK: 'fallback' } as const;

function secretOf(text: string | null): Secret | null {
  return text === null ? null : new Secret(text);
}

function textsOf(settings: readonly DeploymentSettingInput[]): Record<string, string> {
  return Object.fromEntries(settings.map(({ name, value }) => [name, value]));
}

function secretsOf(settings: readonly DeploymentSettingInput[]): Record<string, Secret> {
  return Object.fromEntries(settings.map(({ name, value }) => [name, new Secret(value)]));
}

function policyOf(policy: UnpricedPolicy | null): DeploymentInput['unpriced'] {
  return policy && POLICIES[policy];
}
