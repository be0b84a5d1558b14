import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/**
 * Whether an operation asks for the field at the end of `path`, below the one being resolved: so that
 * what costs a statement is read together with the rest, and only when somebody looks at it.
 */
export function selects(info: GraphQLResolveInfo, ...path: readonly string[]): boolean {
  return info.fieldNodes.some((node) => hasPath(node.selectionSet, path, info));
}

function hasPath(
  set: SelectionSetNode | undefined,
  path: readonly string[],
  info: GraphQLResolveInfo,
): boolean {
  const [name, ...rest] = path;
  if (name === undefined) return true;
  return (set?.selections ?? []).some((selection) => {
    if (selection.kind === Kind.FIELD) {
      return selection.name.value === name && hasPath(selection.selectionSet, rest, info);
    }
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : info.fragments[selection.name.value];
    return hasPath(inner?.selectionSet, path, info);
  });
}
