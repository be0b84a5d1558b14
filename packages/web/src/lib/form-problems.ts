/** What the server refuses, as every payload has it. */
export interface UserProblem {
  readonly path: readonly string[];
  readonly message: string;
}

/** Messages by the field they stand at; `form` for what concerns no field on the screen. */
export type FormProblems = Readonly<Record<string, string>>;

/**
 * The first message for each field. A path is of the field that its end spells out with dots
 * ("components.0.amount"), else of the last of its parts that is one.
 */
export function toFormProblems(
  problems: readonly UserProblem[],
  fields: readonly string[],
): FormProblems {
  const found: Record<string, string> = {};
  for (const { path, message } of problems) {
    const ends = path.map((_, at) => path.slice(at).join('.'));
    const field =
      ends.find((end) => fields.includes(end)) ??
      path.findLast((part) => fields.includes(part)) ??
      'form';
    found[field] ??= message;
  }
  return found;
}

/** Lines without empty and doubled ones: an id may hold a comma, but no end of a line. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== ''))];
}

/** "a, b,, a" as a list without empty and doubled entries. */
export function listOf(text: string): string[] {
  const parts = text.split(',').map((part) => part.trim());
  return [...new Set(parts.filter((part) => part !== ''))];
}
