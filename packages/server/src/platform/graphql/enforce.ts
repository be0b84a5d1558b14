import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
} from 'graphql';
import type { Permission } from '../access/index.ts';
import { approveEach } from './approve-each.ts';
import type { GraphqlContext } from './context.ts';
import { forbidden, unauthenticated } from './errors.ts';
import { permissionOf } from './permit.ts';

type Field = GraphQLField<unknown, GraphqlContext>;
type Resolver = GraphQLFieldResolver<unknown, GraphqlContext>;

/**
 * Puts the declared permission in front of every field of the schema. Throws, naming them, when
 * fields have none: what nobody thought about is not served.
 */
export function enforcePermissions(schema: GraphQLSchema): GraphQLSchema {
  const undeclared: string[] = [];
  for (const { type, field } of fieldsOf(schema)) {
    const permission = permissionOf(type, field);
    if (permission === undefined) undeclared.push(`${type.name}.${field.name}`);
    else if (type === schema.getSubscriptionType()) guardSubscription(field, permission);
    else guardField(field, permission);
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

function guardField(field: Field, permission: Permission): void {
  if (permission === 'PUBLIC') return;
  const resolve: Resolver = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, context, info) => {
    check(context, permission);
    return resolve(source, args, context, info);
  };
}

/** Checks when it opens and again, with fresh eyes, before each message: it ends with its session. */
function guardSubscription(field: Field, permission: Permission): void {
  const subscribe: Resolver = field.subscribe ?? defaultFieldResolver;
  field.subscribe = async (source, args, context, info) => {
    check(context, permission);
    const events = (await subscribe(source, args, context, info)) as AsyncIterable<unknown>;
    return approveEach(events, async () => {
      context.authentication = await context.authenticate();
      context.loaders.clear();
      check(context, permission);
    });
  };
}

function check({ authentication }: GraphqlContext, permission: Permission): void {
  if (permission === 'PUBLIC') return;
  if (authentication.principal === null) throw unauthenticated(authentication.reason);
  if (!authentication.principal.permissions.has(permission)) throw forbidden();
}
