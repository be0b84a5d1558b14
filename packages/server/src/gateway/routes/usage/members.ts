import { parseJson } from '../../json.ts';
import { topLevelMembers } from '../../request/top-level-members.ts';

const BYTE_ORDER_MARK = Buffer.of(0xef, 0xbb, 0xbf);

/**
 * Members of a whole answer by name, without parsing the rest of it; one that stands twice is the
 * last. Latin-1 gives one character per byte, which is enough to find them and for figures.
 */
export function membersOf<Name extends string>(
  body: Buffer,
  ...names: readonly Name[]
): Readonly<Partial<Record<Name, unknown>>> {
  const text = body.toString('latin1', body.indexOf(BYTE_ORDER_MARK) === 0 ? 3 : 0);
  const found: Partial<Record<Name, unknown>> = {};
  for (const { key, valueStart, end } of topLevelMembers(text) ?? []) {
    const name = names.find((each) => each === key);
    if (name !== undefined) found[name] = parseJson(text.slice(valueStart, end));
  }
  return found;
}
