import { Arg, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { assert } from '../../kernel/index.ts';
import { Permit } from '../../platform/graphql/index.ts';
import { decodeKey } from '../../platform/opaque/index.ts';
import type { DeploymentCatalogue, DeploymentChecks, Problem } from '../index.ts';
import {
  CheckDeploymentPayload,
  DeploymentHealth,
  toDeploymentHealth,
} from './deployment-health-type.ts';
import { DEPLOYMENT_ID, Deployment, toDeployment } from './deployment-type.ts';

@Resolver(() => Deployment)
export class DeploymentHealthResolver {
  readonly #catalogue: DeploymentCatalogue;
  readonly #checks: DeploymentChecks;

  constructor(catalogue: DeploymentCatalogue, checks: DeploymentChecks) {
    this.#catalogue = catalogue;
    this.#checks = checks;
  }

  @FieldResolver(() => DeploymentHealth, { nullable: true, description: 'Null: it is not called.' })
  @Permit('READ_MODELS')
  health(@Root() { id }: Deployment): DeploymentHealth | null {
    const key = decodeKey(DEPLOYMENT_ID, id);
    assert(key !== null, 'a deployment has an id');
    const health = this.#checks.healthOf(key);
    return health && toDeploymentHealth(health);
  }

  @Mutation(() => CheckDeploymentPayload, {
    description:
      'Asks it for next to nothing, as calls do, and calls go by what it answers. Costs as much as one token or two.',
  })
  @Permit('MANAGE_MODELS')
  async checkDeployment(@Arg('id', () => ID) id: string): Promise<CheckDeploymentPayload> {
    const key = decodeKey(DEPLOYMENT_ID, id);
    const listed = key === null ? null : this.#catalogue.get(key);
    if (key === null || listed === null) return refused(NO_SUCH_DEPLOYMENT);
    const check = await this.#checks.check(key);
    if (check === null) return refused(NOT_CHECKED);
    return { check, deployment: toDeployment(listed), userErrors: [] };
  }
}

function refused(problem: Problem): CheckDeploymentPayload {
  return { check: null, deployment: null, userErrors: [problem] };
}

const NO_SUCH_DEPLOYMENT: Problem = {
  code: 'NOT_FOUND',
  message: 'There is no such deployment',
  path: ['id'],
};

const NOT_CHECKED: Problem = {
  code: 'INVALID',
  message:
    'It is not called, offers nothing that is cheap to ask for (a pattern needs a health_check_model), or no budget pays for it',
  path: ['id'],
};
