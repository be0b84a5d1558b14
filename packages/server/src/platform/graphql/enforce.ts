import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
} from 'graphql';
import { type Permission, type Reach, reachOf } from '../access/index.ts';
import { approveEach } from './approve-each.ts';
import type { GraphqlContext } from './context.ts';
import { forbidden, unauthenticated } from './errors.ts';
import { type Need, needOf } from './permit.ts';

type Field = GraphQLField<unknown, GraphqlContext>;
type Resolver = GraphQLFieldResolver<unknown, GraphqlContext>;

/**
 * Puts the declared permission in front of every field of the schema. Throws, naming them, when
 * fields have none: what nobody thought about is not served.
 */
export function enforcePermissions(schema: GraphQLSchema): GraphQLSchema {
  const undeclared: string[] = [];
  for (const { type, field } of fieldsOf(schema)) {
    const need = needOf(type, field);
    if (need === undefined) undeclared.push(`${type.name}.${field.name}`);
    else if (type === schema.getSubscriptionType()) guardSubscription(field, need);
    else guardField(field, need);
  }
  if (undeclared.length > 0) {
    throw new Error(`Fields without @Permit: ${undeclared.join(', ')}`);
  }
  return schema;
}

/** Every field of every object type, the introspection types aside. */
export function* fieldsOf(
  schema: GraphQLSchema,
): Generator<{ type: GraphQLObjectType; field: Field }> {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) yield { type, field };
  }
}

function guardField(field: Field, need: Need): void {
  if (need.permission === 'PUBLIC') return;
  const resolve: Resolver = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, context, info) => {
    check(context, need);
    return resolve(source, args, context, info);
  };
}

/** So long at most does a subscription outlive its session or token while nothing happens in it. */
const RECHECK_MS = 5_000;

/** Checks when it opens and again, with fresh eyes, before each message: it ends with its session. */
function guardSubscription(field: Field, need: Need): void {
  const subscribe: Resolver = field.subscribe ?? defaultFieldResolver;
  field.subscribe = async (source, args, context, info) => {
    check(context, need);
    const events = (await subscribe(source, args, context, info)) as AsyncIterable<unknown>;
    const approve = async () => {
      context.authentication = await context.authenticate();
      context.loaders.clear();
      check(context, need);
    };
    return approveEach(events, approve, RECHECK_MS);
  };
}

/** How far the caller's permission goes; the field it is asked in declares `own: true`. */
export function reach({ authentication }: GraphqlContext, permission: Permission): Reach {
  if (authentication.principal === null) throw unauthenticated(authentication.reason);
  const found = reachOf(authentication.principal, permission);
  if (found === null) throw forbidden();
  return found;
}

/** Whether the caller has the permission, over however much. */
export function may({ authentication }: GraphqlContext, permission: Permission): boolean {
  const { principal } = authentication;
  return principal !== null && reachOf(principal, permission) !== null;
}

function check(context: GraphqlContext, { permission, own }: Need): void {
  if (permission !== 'PUBLIC' && reach(context, permission) !== 'ALL' && !own) throw forbidden();
}
