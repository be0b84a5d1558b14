import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { assert, type Result } from '../../kernel/index.ts';
import {
  badUserInput,
  connectionOf,
  type GraphqlContext,
  Permit,
  pageSize,
} from '../../platform/graphql/index.ts';
import {
  decodeCursor,
  decodeKey,
  decodeUuid,
  encodeCursor,
  encodeId,
} from '../../platform/opaque/index.ts';
import type {
  Deployment as DeploymentFacts,
  DeploymentPosition,
  Deployments,
  Problem,
} from '../index.ts';
import { positionOf } from '../index.ts';
import {
  CreateDeploymentInput,
  DeploymentPayload,
  RemoveDeploymentPayload,
  readCreateInput,
  readUpdateInput,
  UpdateDeploymentInput,
} from './deployment-inputs.ts';
import { DEPLOYMENT_ID, DeploymentConnection, toDeployment } from './deployment-type.ts';

@Resolver()
export class DeploymentResolver {
  readonly #deployments: Deployments;

  constructor(deployments: Deployments) {
    this.#deployments = deployments;
  }

  @Query(() => DeploymentConnection, {
    description: 'Those of the file and of the database, by model name.',
  })
  @Permit('READ_MODELS')
  deployments(
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('modelName', () => String, { nullable: true }) modelName: string | null,
  ): DeploymentConnection {
    const limit = pageSize(first);
    const found = this.#deployments.catalogue.list({
      limit: limit + 1,
      after: after == null ? null : readPosition(after),
      modelName: modelName ?? null,
    });
    const items = found
      .slice(0, limit)
      .map((each) => ({ node: toDeployment(each), cursor: encodeCursor(positionOf(each)) }));
    return connectionOf({ items, hasNextPage: found.length > limit });
  }

  @Mutation(() => DeploymentPayload)
  @Permit('MANAGE_MODELS')
  async createDeployment(
    @Arg('input', () => CreateDeploymentInput) input: CreateDeploymentInput,
    @Ctx() context: GraphqlContext,
  ): Promise<DeploymentPayload> {
    const { service } = this.#deployments;
    return this.#payload(await service.create(readCreateInput(input), actorOf(context)));
  }

  @Mutation(() => DeploymentPayload, {
    description: 'A CONFLICT when it is no longer at expectedRevision.',
  })
  @Permit('MANAGE_MODELS')
  async updateDeployment(
    @Arg('id', () => ID) id: string,
    @Arg('expectedRevision', () => Int) expectedRevision: number,
    @Arg('input', () => UpdateDeploymentInput) input: UpdateDeploymentInput,
    @Ctx() context: GraphqlContext,
  ): Promise<DeploymentPayload> {
    const key = this.#storedKey(id);
    if (!key.ok) return { deployment: null, userErrors: [key.error] };
    const edit = { patch: readUpdateInput(input), expectedRevision };
    return this.#payload(await this.#deployments.service.update(key.value, edit, actorOf(context)));
  }

  @Mutation(() => RemoveDeploymentPayload, { description: 'Calls under way finish.' })
  @Permit('MANAGE_MODELS')
  async removeDeployment(@Arg('id', () => ID) id: string): Promise<RemoveDeploymentPayload> {
    const key = this.#storedKey(id);
    if (!key.ok) return { removedId: null, userErrors: [key.error] };
    const removed = await this.#deployments.service.remove(key.value);
    if (!removed.ok) return { removedId: null, userErrors: removed.error };
    return { removedId: encodeId(DEPLOYMENT_ID, removed.value), userErrors: [] };
  }

  #payload(result: Result<DeploymentFacts, Problem[]>): DeploymentPayload {
    if (!result.ok) return { deployment: null, userErrors: result.error };
    const listed = { ...result.value, stored: result.value, problem: null };
    return { deployment: toDeployment(listed), userErrors: [] };
  }

  #storedKey(id: string): Result<string, Problem> {
    const uuid = decodeUuid(DEPLOYMENT_ID, id);
    const key = decodeKey(DEPLOYMENT_ID, id);
    const listed = key === null ? null : this.#deployments.catalogue.get(key);
    if (listed?.stored === null) return { ok: false, error: IN_THE_FILE };
    return uuid === null ? { ok: false, error: NO_SUCH_DEPLOYMENT } : { ok: true, value: uuid };
  }
}

const NO_SUCH_DEPLOYMENT: Problem = {
  code: 'NOT_FOUND',
  message: 'There is no such deployment',
  path: ['id'],
};

const IN_THE_FILE: Problem = {
  code: 'INVALID',
  message: 'This deployment stands in the configuration file: edit it there and restart',
  path: ['id'],
};

function actorOf({ authentication }: GraphqlContext): string {
  assert(authentication.principal !== null, 'a mutation without a principal');
  return authentication.principal.name;
}

function readPosition(cursor: string): DeploymentPosition {
  const [modelName, id] = decodeCursor(cursor, 2) ?? [];
  if (typeof modelName !== 'string' || typeof id !== 'string') {
    throw badUserInput('after is not a cursor of this list');
  }
  return [modelName, id];
}
