import { parseJson } from '../../json.ts';
import { memberTexts } from '../../request/top-level-members.ts';

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
  const texts = memberTexts(text, names);
  const found: Partial<Record<Name, unknown>> = {};
  for (const name in texts) found[name] = parseJson(texts[name] ?? null);
  return found;
}
