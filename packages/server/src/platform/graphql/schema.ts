import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchemaSync, type NonEmptyArray } from 'type-graphql';
import { type AuditTrail, auditMutations } from './audit.ts';
import { enforcePermissions } from './enforce.ts';
import type { Nodes } from './node.ts';

export type ResolverClass = new (...args: never[]) => object;

/**
 * The schema of these resolvers, guarded, its mutations audited. `instances` answer the fields;
 * printing needs none.
 */
export function buildGuardedSchema(
  resolvers: NonEmptyArray<ResolverClass>,
  instances: readonly object[] = [],
  audit?: { trail: AuditTrail; nodes: Nodes },
): GraphQLSchema {
  const byClass = new Map(instances.map((instance) => [instance.constructor, instance]));
  const schema = buildSchemaSync({
    resolvers,
    container: { get: (of) => byClass.get(of) },
    validate: false,
    pubSub: NO_PUB_SUB,
  });
  const guarded = enforcePermissions(schema);
  return audit === undefined ? guarded : auditMutations(guarded, audit);
}

/** The schema as reviewed text: sorted, so that only real changes show in a diff. */
export function printSorted(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}

/** TypeGraphQL wants one; our subscriptions bring their own stream of values. */
const NO_PUB_SUB = {
  publish: () => undefined,
  subscribe: () => {
    throw new Error('Bug: a subscription without its own `subscribe`');
  },
};
