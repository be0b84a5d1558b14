import type { JsonObject } from '../json.ts';

interface Form {
  readonly bytes: Buffer;
  readonly contentType: string;
}

/** A part of a form, by its place in the bytes. */
interface Part {
  readonly name: string;
  readonly isFile: boolean;
  /** Where its boundary begins. */
  readonly from: number;
  /** Its value. */
  readonly start: number;
  readonly end: number;
}

const LINE_BREAK_BYTES = 2;
const BLANK_LINE = '\r\n\r\n';

/** The text fields of a `multipart/form-data` body (RFC 7578); files stay where they are. Null when it is not a sound one. */
export function parseForm(form: Form): JsonObject | null {
  const parts = findParts(form);
  if (parts === null) return null;
  const fields: Record<string, unknown> = {};
  for (const part of parts) {
    if (!part.isFile) fields[part.name] = form.bytes.toString('utf8', part.start, part.end);
  }
  return fields;
}

/** The first file of a form; null when it has none. */
export function fileIn(form: Form): Buffer | null {
  const file = findParts(form)?.find((part) => part.isFile);
  return file === undefined ? null : form.bytes.subarray(file.start, file.end);
}

/** The same form with another value in a field, wherever it is or first of all, or without it (null); every other byte stays. */
export function editFields(form: Form, edits: Readonly<Record<string, string | null>>): Buffer {
  const parts = findParts(form) ?? [];
  let copied = parts[0]?.from ?? 0;
  const pieces = [form.bytes.subarray(0, copied), ...missingParts(form, parts, edits)];
  for (const part of parts) {
    const edit = part.isFile || !Object.hasOwn(edits, part.name) ? undefined : edits[part.name];
    if (edit === undefined) continue;
    pieces.push(form.bytes.subarray(copied, edit === null ? part.from : part.start));
    if (edit !== null) pieces.push(Buffer.from(edit));
    copied = edit === null ? part.end + LINE_BREAK_BYTES : part.end;
  }
  return Buffer.concat([...pieces, form.bytes.subarray(copied)]);
}

/** Azure's clients name the model in the path, and in the form they need not. */
function missingParts(
  form: Form,
  parts: readonly Part[],
  edits: Readonly<Record<string, string | null>>,
): Buffer[] {
  const isThere = (name: string) => parts.some((part) => !part.isFile && part.name === name);
  const missing = Object.entries(edits).filter(([name, value]) => value !== null && !isThere(name));
  return missing.map(([name, value]) =>
    Buffer.from(
      `${delimiterOf(form)}\r\nContent-Disposition: form-data; name="${name}"${BLANK_LINE}${value}\r\n`,
    ),
  );
}

function delimiterOf({ contentType }: Form): string | null {
  const boundary = /^multipart\/form-data;.*?boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  return boundary === undefined ? null : `--${boundary}`;
}

function findParts(form: Form): Part[] | null {
  const { bytes } = form;
  const delimiter = delimiterOf(form);
  if (delimiter === null) return null;
  const parts: Part[] = [];
  let at = bytes.indexOf(delimiter);
  if (at < 0) return null;
  for (;;) {
    const headStart = at + delimiter.length + 2;
    const headEnd = bytes.indexOf(BLANK_LINE, headStart);
    const next = bytes.indexOf(`\r\n${delimiter}`, headStart - 2);
    if (headEnd < 0 || next < 0) return parts;
    // A part without a head, whose end would be looked for further and further away.
    if (headEnd > next) return null;
    const head = bytes.toString('utf8', headStart, headEnd);
    const name = /;\s*name="([^"]*)"/i.exec(head)?.[1];
    if (name !== undefined) {
      const isFile = /;\s*filename\*?=/i.test(head);
      parts.push({ name, isFile, from: at, start: headEnd + BLANK_LINE.length, end: next });
    }
    at = next + 2;
  }
}
