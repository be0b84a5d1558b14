import type { FormProblems } from '../../lib/form-problems.ts';

/** What was refused of a form as a whole. */
export function FormProblem({ problems }: { problems: FormProblems }) {
  const message = problems['form'];
  if (message === undefined) return null;
  return (
    <p role="alert" className="rounded-md bg-bad-well px-3 py-2 text-[13px] text-bad">
      {message}
    </p>
  );
}
