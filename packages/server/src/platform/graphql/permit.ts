import 'reflect-metadata';
import type { GraphQLField, GraphQLObjectType } from 'graphql';
import { Extensions } from 'type-graphql';
import type { Permission } from '../access/index.ts';

const KEY = 'permission';

/**
 * Says who may read a field. On a type it holds for each of its fields that does not say otherwise.
 * A field without a declaration keeps the schema from being built.
 */
export function Permit(
  permission: Permission,
): ClassDecorator & MethodDecorator & PropertyDecorator {
  return Extensions({ [KEY]: permission });
}

/** The declared permission of a field, its own before that of its type; undefined when there is none. */
export function permissionOf(
  type: GraphQLObjectType,
  field: Pick<GraphQLField<unknown, unknown>, 'extensions'>,
): Permission | undefined {
  return (field.extensions[KEY] ?? type.extensions[KEY]) as Permission | undefined;
}
