import { invalid, type Problem } from './problem.ts';

const SHORTEST = 12;
const LONGEST = 1_024;

/** Length is what makes a password strong; rules about characters only annoy. */
export function checkPassword(password: string, path: readonly string[]): Problem[] {
  if (password.length >= SHORTEST && password.length <= LONGEST) return [];
  return [invalid(`A password has ${SHORTEST} to ${LONGEST} characters`, path)];
}
