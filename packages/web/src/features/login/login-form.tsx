import { type SubmitEvent, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../lib/graphql.ts';
import { type ProblemKind, problemOf } from '../../lib/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';

const Login_Mutation = graphql(`
  mutation Login_Mutation($input: LoginInput!) {
    login(input: $input) {
      viewer {
        name
      }
      userErrors {
        path
        code
        message
      }
    }
  }
`);

interface Errors {
  email?: string | undefined;
  password?: string | undefined;
  form?: string | undefined;
}

const FAILURES: Partial<Record<ProblemKind, string>> = {
  away: 'The database is busy or away. Try again shortly.',
  offline: 'The server cannot be reached. Try again.',
  outdated: 'Tollgate was upgraded since this page was opened. Reload it to sign in.',
};

export function LoginForm({ onSuccess }: { onSuccess: () => void }) {
  const [{ fetching }, login] = useMutation(Login_Mutation);
  const [errors, setErrors] = useState<Errors>({});
  const form = useRef<HTMLFormElement>(null);

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const input = { email: textOf(fields, 'email').trim(), password: textOf(fields, 'password') };
    const found = missing(input) ?? (await send(input));
    if (!found) return onSuccess();
    setErrors(found);
    const first = found.email ? 'email' : 'password';
    form.current?.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
  };

  const send = async (input: { email: string; password: string }): Promise<Errors | null> => {
    const { data, error } = await login({ input });
    if (error) {
      return { form: FAILURES[problemOf(error)] ?? 'Signing in failed. Try again.' };
    }
    if (data?.login.viewer) return null;
    const at = (field: string) =>
      data?.login.userErrors.find(({ path }) => path.at(-1) === field)?.message;
    const whole = data?.login.userErrors.find(
      ({ path }) => !['email', 'password'].includes(path.at(-1) ?? ''),
    );
    return { email: at('email'), password: at('password'), form: whole?.message };
  };

  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
      {errors.form && (
        <p role="alert" className="rounded-md bg-bad-well px-3 py-2 text-[13px] text-bad">
          {errors.form}
        </p>
      )}
      <Field
        label="E-mail or login name"
        name="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        error={errors.email}
      />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        error={errors.password}
      />
      <Button look="solid" type="submit" disabled={fetching} className="mt-1 h-9">
        {fetching ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  );
}

function missing(input: { email: string; password: string }): Errors | null {
  if (input.email !== '' && input.password !== '') return null;
  return {
    email: input.email === '' ? 'Enter your e-mail or login name.' : undefined,
    password: input.password === '' ? 'Enter your password.' : undefined,
  };
}

function textOf(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
}
