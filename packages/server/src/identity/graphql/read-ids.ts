import { err, ok, type Result } from '../../kernel/index.ts';
import { badUserInput } from '../../platform/graphql/index.ts';
import { decodeUuid } from '../../platform/opaque/index.ts';
import type { Problem } from '../index.ts';

/** The UUID of an optional id argument; an id of nothing is a refusal. Absent and null pass through. */
export function readId<T extends null | undefined>(
  type: string,
  id: string | T,
  path: readonly string[],
): Result<string | T, Problem[]> {
  if (id === null || id === undefined) return ok(id as T);
  const uuid = decodeUuid(type, id as string);
  if (uuid !== null) return ok(uuid);
  return err([{ code: 'NOT_FOUND', message: `There is no such ${type.toLowerCase()}`, path }]);
}

/** The UUIDs of a filter; an id of nothing is bad input. */
export function readIds(type: string, ids: readonly string[] | null | undefined): string[] {
  return (ids ?? []).map((id) => {
    const uuid = decodeUuid(type, id);
    if (uuid === null) throw badUserInput(`The filter holds something that is no ${type}`);
    return uuid;
  });
}
