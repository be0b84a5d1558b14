import { useState } from 'react';
import { type AnyVariables, type TypedDocumentNode, useMutation } from 'urql';
import { type FormProblems, toFormProblems, type UserProblem } from '../../lib/form-problems.ts';
import { problemOf } from '../../lib/problem.ts';

interface Payload {
  readonly userErrors: readonly UserProblem[];
}

interface ActionOptions {
  /** Names of the fields that problems can stand at. */
  readonly fields?: readonly string[];
  /** Types of what is on other screens and changes with it, such as "ApiKeyConnection". */
  readonly touches: readonly string[];
}

export interface Action<Data, Variables> {
  /** The answer when all of it was done, else null: `problems` then says why. */
  run(variables: Variables): Promise<Data | null>;
  readonly problems: FormProblems;
  readonly busy: boolean;
}

const FAILURES = {
  away: 'The database is busy or away. Try again shortly.',
  forbidden: 'Your role does not include this.',
  unauthenticated: 'Your session has ended. Sign in again.',
  invalid: 'The server did not understand this.',
  offline: 'The server cannot be reached. Try again.',
  outdated: 'Tollgate was upgraded since this page was opened. Reload it, then try again.',
  server: 'That failed on the server. Try again.',
} as const;

/** A mutation as a form or a button needs it. */
export function useAction<
  Data extends { readonly [Name in keyof Data]: Payload },
  Variables extends AnyVariables,
>(
  document: TypedDocumentNode<Data, Variables>,
  { fields = [], touches }: ActionOptions,
): Action<Data, Variables> {
  const [{ fetching }, execute] = useMutation(document);
  const [problems, setProblems] = useState<FormProblems>({});
  const run = async (variables: Variables) => {
    const { data, error } = await execute(variables, { additionalTypenames: [...touches] });
    const refused = data ? Object.values<Payload>(data).flatMap((each) => each.userErrors) : [];
    const found = error ? { form: FAILURES[problemOf(error)] } : toFormProblems(refused, fields);
    setProblems(found);
    return data && Object.keys(found).length === 0 ? data : null;
  };
  return { run, problems, busy: fetching };
}
