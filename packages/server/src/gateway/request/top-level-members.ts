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

/**
 * Finds the members of a JSON object without parsing what is inside them, so that one can be read or
 * replaced and the rest stays as it was written, byte for byte. Null when the text is not an object.
 * What is inside a value is not checked: parse it where that matters.
 */
export function topLevelMembers(text: string): Member[] | null {
  let at = skipSpace(text, 0);
  if (text.charCodeAt(at) !== 0x7b) return null;
  const members: Member[] = [];
  at = skipSpace(text, at + 1);
  if (text.charCodeAt(at) === 0x7d) return members;
  for (;;) {
    const member = readMember(text, at);
    if (member === null) return null;
    members.push(member);
    at = skipSpace(text, member.end);
    const next = text.charCodeAt(at);
    if (next === 0x7d) return members;
    if (next !== COMMA) return null;
    at = skipSpace(text, at + 1);
  }
}

function readMember(text: string, start: number): Member | null {
  if (text.charCodeAt(start) !== QUOTE) return null;
  const keyEnd = skipString(text, start);
  if (keyEnd < 0) return null;
  const colon = skipSpace(text, keyEnd);
  if (text.charCodeAt(colon) !== COLON) return null;
  const valueStart = skipSpace(text, colon + 1);
  const end = skipValue(text, valueStart);
  if (end < 0) return null;
  return { key: readKey(text.slice(start, keyEnd)), start, valueStart, end };
}

/** A key may be written with escapes: "mod\u0065l" is model. */
function readKey(quoted: string): string {
  return quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
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
