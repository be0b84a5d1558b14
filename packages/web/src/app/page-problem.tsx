import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { MapPinOff, TriangleAlert } from 'lucide-react';
import { CombinedError } from 'urql';
import { Button, buttonClass } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Problem } from '../ui/problem.tsx';

/** Stands for the whole page when not even the session could be read, or a screen broke. */
export function PageProblem({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  if (error instanceof CombinedError) return <Problem error={error} onRetry={retry} />;
  return (
    <Notice
      icon={TriangleAlert}
      role="alert"
      title="This screen broke"
      actions={<Button onClick={() => window.location.reload()}>Load it again</Button>}
    >
      <p className="font-mono text-xs break-words">
        {error instanceof Error ? error.message : String(error)}
      </p>
    </Notice>
  );
}

export function NoSuchPage() {
  return (
    <main>
      <title>Not found · Tollgate</title>
      <Notice
        icon={MapPinOff}
        title="There is no such page"
        actions={
          <Link to="/" className={buttonClass('plain')}>
            Overview
          </Link>
        }
      />
    </main>
  );
}
