/** Where one member of a JSON object stands in its text. */
export interface Member {
  readonly key: string;
  readonly start: number;
  readonly valueStart: number;
  /** Just past the value. */
  readonly end: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const isOpening = (code: number) => code === 0x7b || code === 0x5b;
const isClosing = (code: number) => code === 0x7d || code === 0x5d;
const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/** Told of one member: where its key begins and ends, quotes included, and its value. */
type Visit = (keyStart: number, keyEnd: number, valueStart: number, end: number) => void;

/**
 * Finds the members of a JSON object without parsing what is inside them, so that one can be read or
 * replaced and the rest stays as it was written, byte for byte. Null when the text is not an object.
 * What is inside a value is not checked: parse it where that matters.
 */
export function topLevelMembers(text: string): Member[] | null {
  const members: Member[] = [];
  const isObject = visitMembers(text, (start, keyEnd, valueStart, end) => {
    members.push({ key: readKey(text, start, keyEnd), start, valueStart, end });
  });
  return isObject ? members : null;
}

/** How many members stand in the text, those of one name counted each; null when it is not an object. */
export function countMembers(text: string): number | null {
  let count = 0;
  const isObject = visitMembers(text, () => {
    count += 1;
  });
  return isObject ? count : null;
}

/** The text of the values of some members; of one that stands twice the last. None when it is not an object. */
export function memberTexts<Name extends string>(
  text: string,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  const isObject = visitMembers(text, (start, keyEnd, valueStart, end) => {
    const key = readKey(text, start, keyEnd);
    const name = names.find((each) => each === key);
    if (name !== undefined) found[name] = text.slice(valueStart, end);
  });
  return isObject ? found : {};
}

/** False when the text is not an object; by then some members may have been told. */
function visitMembers(text: string, visit: Visit): boolean {
  let at = skipSpace(text, 0);
  if (text.charCodeAt(at) !== 0x7b) return false;
  at = skipSpace(text, at + 1);
  if (text.charCodeAt(at) === 0x7d) return true;
  for (;;) {
    const start = at;
    if (text.charCodeAt(start) !== QUOTE) return false;
    const keyEnd = skipString(text, start);
    if (keyEnd < 0) return false;
    const colon = skipSpace(text, keyEnd);
    if (text.charCodeAt(colon) !== COLON) return false;
    const valueStart = skipSpace(text, colon + 1);
    const end = skipValue(text, valueStart);
    if (end < 0) return false;
    visit(start, keyEnd, valueStart, end);
    at = skipSpace(text, end);
    const next = text.charCodeAt(at);
    if (next === 0x7d) return true;
    if (next !== COMMA) return false;
    at = skipSpace(text, at + 1);
  }
}

/** A key may be written with escapes: "mod\u0065l" is model. */
function readKey(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end - 1);
  return raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

/** Past the closing quote; -1 when there is none. */
function skipString(text: string, start: number): number {
  for (let at = start + 1; ; at += 1) {
    at = text.indexOf('"', at);
    if (at < 0) return -1;
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return at + 1;
  }
}

function skipValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = skipString(text, at);
      if (at < 0) return -1;
      if (depth === 0) return at;
      continue;
    }
    if (depth === 0 && at > start && endsScalar(code)) return at;
    if (isOpening(code)) depth += 1;
    else if (isClosing(code)) {
      depth -= 1;
      if (depth === 0) return at + 1;
      if (depth < 0) return -1;
    }
    at += 1;
  }
  return -1;
}

function endsScalar(code: number): boolean {
  return code === COMMA || isClosing(code) || isSpace(code);
}
