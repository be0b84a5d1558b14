import { CircleAlert, DatabaseZap, Lock, RefreshCw, TriangleAlert, WifiOff } from 'lucide-react';
import type { CombinedError } from 'urql';
import { type ProblemKind, problemOf, requestIdOf } from '../lib/problem.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';
import { ReloadButton } from './reload-button.tsx';

const WORDS = {
  away: {
    icon: DatabaseZap,
    title: 'The database is busy or away',
    body: 'Calls go on and are recorded once it is back. Nothing is shown meanwhile: these are not zeros.',
  },
  forbidden: {
    icon: Lock,
    title: 'You may not see this',
    body: 'Your role does not include these figures. An administrator can change that.',
  },
  unauthenticated: {
    icon: Lock,
    title: 'Your session has ended',
    body: 'Sign in again to go on where you were.',
  },
  invalid: {
    icon: CircleAlert,
    title: 'This cannot be shown',
    body: 'A filter in the address is not understood. Clear it and try again.',
  },
  offline: {
    icon: WifiOff,
    title: 'The server cannot be reached',
    body: 'Nothing is shown because nothing is known: these are not zeros.',
  },
  outdated: {
    icon: RefreshCw,
    title: 'Tollgate was upgraded',
    body: 'This page is of the version before. Reload it to go on where you were.',
  },
  server: {
    icon: TriangleAlert,
    title: 'The figures could not be read',
    body: 'Nothing is shown because nothing is known: these are not zeros.',
  },
} as const satisfies Record<ProblemKind, object>;

interface ProblemProps {
  error: CombinedError;
  onRetry?: () => void;
}

/** The failed or forbidden state of a screen or panel. */
export function Problem({ error, onRetry }: ProblemProps) {
  const kind = problemOf(error);
  const { icon, title, body } = WORDS[kind];
  const requestId = requestIdOf(error);
  const retryable = kind === 'away' || kind === 'offline' || kind === 'server';
  return (
    <Notice
      icon={icon}
      title={title}
      role="alert"
      actions={
        kind === 'outdated' ? (
          <ReloadButton />
        ) : (
          retryable && onRetry && <Button onClick={onRetry}>Try again</Button>
        )
      }
    >
      <p>{kind === 'invalid' ? (error.graphQLErrors[0]?.message ?? body) : body}</p>
      {requestId && <p className="mt-1 font-mono text-xs">Request {requestId}</p>}
    </Notice>
  );
}
