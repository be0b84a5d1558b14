import 'reflect-metadata';
import type { GraphQLField, GraphQLObjectType } from 'graphql';
import { Extensions } from 'type-graphql';
import type { Permission } from '../access/index.ts';

const KEY = 'permission';
const NARROWS = 'narrows';

export interface Need {
  readonly permission: Permission;
  /** Whoever has the permission over their own only is let in as well. */
  readonly own: boolean;
}

/**
 * Says who may read a field. On a type it holds for each of its plain fields that does not say
 * otherwise. A field without a declaration keeps the schema from being built.
 *
 * A field that finds things itself asks for the permission over the whole installation, unless
 * `own: true` promises that it narrows what it gives to the caller's reach (`reach(context, …)`).
 */
export function Permit(
  permission: Permission,
  options: { own?: boolean } = {},
): ClassDecorator & MethodDecorator & PropertyDecorator {
  return Extensions({ [KEY]: permission, [NARROWS]: options.own === true });
}

/** The declared permission of a field, its own before that of its type; undefined when there is none. */
export function permissionOf(
  type: GraphQLObjectType,
  field: Pick<GraphQLField<unknown, unknown>, 'extensions'>,
): Permission | undefined {
  return (field.extensions[KEY] ?? type.extensions[KEY]) as Permission | undefined;
}

/** Plain fields show what is there: whoever was given the object may read them. */
export function needOf(
  type: GraphQLObjectType,
  field: Pick<GraphQLField<unknown, unknown>, 'args' | 'extensions'>,
): Need | undefined {
  const permission = permissionOf(type, field);
  if (permission === undefined) return undefined;
  const isPlain = field.extensions[KEY] === undefined && field.args.length === 0;
  return { permission, own: isPlain || field.extensions[NARROWS] === true };
}
