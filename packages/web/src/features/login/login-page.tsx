import { getRouteApi } from '@tanstack/react-router';
import { BrandMark } from '../../ui/brand.tsx';
import { safeNextPath } from '../session/next-path.ts';
import { LoginForm } from './login-form.tsx';

const route = getRouteApi('/login');

export function LoginPage() {
  const { next, expired } = route.useSearch();
  // A full load: nothing that an earlier session has read stays in memory.
  const enter = () =>
    window.location.assign(safeNextPath(next, import.meta.env.BASE_URL, window.location.origin));
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
        <LoginForm onSuccess={enter} />
      </div>
      <p className="mt-5 max-w-sm text-center text-xs text-ink-faint">
        The first login was printed when the server first started.
      </p>
    </main>
  );
}
