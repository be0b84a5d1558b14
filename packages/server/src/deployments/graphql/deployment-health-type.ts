import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, Permit, UserError } from '../../platform/graphql/index.ts';
import type { DeploymentCheck as CheckFacts, DeploymentHealth as HealthFacts } from '../index.ts';
import { Deployment } from './deployment-type.ts';

export const DeploymentStatus = {
  HEALTHY: 'HEALTHY',
  UNHEALTHY: 'UNHEALTHY',
  COOLING: 'COOLING',
  UNKNOWN: 'UNKNOWN',
} as const;
export type DeploymentStatus = keyof typeof DeploymentStatus;

registerEnumType(DeploymentStatus, {
  name: 'DeploymentStatus',
  description:
    'UNHEALTHY and COOLING ones are called only while no other can answer. UNKNOWN: never checked.',
});

@ObjectType({ description: 'What a deployment answered when it was asked for next to nothing.' })
@Permit('READ_MODELS')
export class DeploymentCheck {
  @Field(() => Boolean)
  succeeded!: boolean;

  @Field(() => Int, { nullable: true, description: 'Null when nothing answered.' })
  httpStatus!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'In the words of the provider, which may tell of the account there.',
  })
  @Permit('MANAGE_MODELS')
  message!: string | null;

  @Field(() => Int)
  durationMs!: number;

  @Field(() => DateTime)
  checkedAt!: Date;
}

@ObjectType({ description: 'What the server that answers knows of it; others may know otherwise.' })
@Permit('READ_MODELS')
export class DeploymentHealth {
  @Field(() => DeploymentStatus)
  status!: DeploymentStatus;

  @Field(() => Int, { description: 'Calls under way.' })
  inFlight!: number;

  @Field(() => DeploymentCheck, { nullable: true })
  check!: DeploymentCheck | null;
}

@ObjectType()
@Permit('MANAGE_MODELS')
export class CheckDeploymentPayload {
  @Field(() => DeploymentCheck, { nullable: true })
  check!: CheckFacts | null;

  @Field(() => Deployment, { nullable: true })
  deployment!: Deployment | null;

  @Field(() => [UserError])
  userErrors!: readonly UserError[];
}

const STATUSES = {
  healthy: 'HEALTHY',
  unhealthy: 'UNHEALTHY',
  cooling: 'COOLING',
  unknown: 'UNKNOWN',
} as const;

export function toDeploymentHealth({ status, ...same }: HealthFacts): DeploymentHealth {
  return { ...same, status: STATUSES[status] };
}
