import { getRouteApi } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { graphql } from '../../lib/graphql.ts';
import { BrandMark } from '../../ui/brand.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { safeNextPath } from '../session/next-path.ts';
import { LoginForm } from './login-form.tsx';

const LoginOptions_Query = graphql(`
  query LoginOptions_Query {
    installation {
      signInWith
    }
  }
`);

/** Why a login elsewhere did not open anything here. */
const PROBLEMS: Readonly<Record<string, string>> = {
  unknown: 'Nobody here has your e-mail address. Ask an administrator to create you.',
  unverified: 'Your e-mail address is not verified there.',
  taken: 'Your address belongs to somebody who signs in with another login there.',
  disabled: 'Your account here is disabled.',
  provider: 'Signing in there failed. Try again.',
};

const route = getRouteApi('/login');

export function LoginPage() {
  const { next, expired, problem } = route.useSearch();
  const [{ data }] = useQuery({ query: LoginOptions_Query });
  const provider = data?.installation.signInWith;
  const path = safeNextPath(next, import.meta.env.BASE_URL, window.location.origin);
  // A full load: nothing that an earlier session has read stays in memory.
  const enter = () => window.location.assign(path);
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center bg-canvas px-5 py-10">
      <title>Sign in · Tollgate</title>
      <div className="w-full max-w-sm rounded-2xl border border-line bg-surface p-7 sm:p-8">
        <BrandMark className="mb-5 size-9" />
        <h1 className="text-xl font-semibold tracking-tight">Sign in to Tollgate</h1>
        <p className="mt-1 mb-6 text-[13px] text-ink-faint">
          {expired
            ? 'Your session has ended. Sign in again to go on.'
            : 'What every call costs, and who pays.'}
        </p>
        {problem && (
          <p role="alert" className="mb-4 rounded-md bg-bad-well px-3 py-2 text-[13px] text-bad">
            {PROBLEMS[problem] ?? PROBLEMS['provider']}
          </p>
        )}
        <LoginForm onSuccess={enter} />
        {provider && (
          <a
            href={`/auth/oidc/login?${new URLSearchParams({ next: path })}`}
            className={buttonClass('plain', 'mt-3 h-9 w-full')}
          >
            Sign in with {provider}
          </a>
        )}
      </div>
      <p className="mt-5 max-w-sm text-center text-xs text-ink-faint">
        The first login was printed when the server first started.
      </p>
    </main>
  );
}
