/** These names as an enum for `registerEnumType`: each is its own value. */
export function enumOf<Name extends string>(
  names: readonly Name[],
): { readonly [Each in Name]: Each } {
  return Object.fromEntries(names.map((name) => [name, name])) as { readonly [Each in Name]: Each };
}
